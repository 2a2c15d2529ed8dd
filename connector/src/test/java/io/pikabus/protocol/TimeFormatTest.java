package io.pikabus.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeFormatTest {

  private static final Instant TIME = Instant.parse("2026-11-24T06:31:56.987654321Z");

  @Test
  void legacy_writes_month_day_year_and_whole_seconds_cut_off() {
    assertThat(TimeFormat.LEGACY.format(TIME)).isEqualTo("11/24/2026 06:31:56");
  }

  @Test
  void iso_writes_microseconds_cut_off_and_the_offset_as_python_does() {
    assertThat(TimeFormat.ISO.format(TIME)).isEqualTo("2026-11-24T06:31:56.987654+00:00");
  }

  @Test
  void iso_writes_six_digits_even_for_a_whole_second() {
    assertThat(TimeFormat.ISO.format(Instant.parse("2026-01-02T03:04:05Z")))
        .isEqualTo("2026-01-02T03:04:05.000000+00:00");
  }

  @ParameterizedTest
  @CsvSource({
    "11/24/2026 06:31:56, 2026-11-24T06:31:56Z",
    "2026-11-24T06:32:34.441584+00:00, 2026-11-24T06:32:34.441584Z",
    "2026-11-24T06:32:34.441+00:00, 2026-11-24T06:32:34.441Z",
    "2026-11-24T06:32:34.441584123Z, 2026-11-24T06:32:34.441584123Z",
    "2026-11-24T06:32:34+00:00, 2026-11-24T06:32:34Z",
    "2026-11-24T06:32:34Z, 2026-11-24T06:32:34Z",
    "2026-11-24T06:32Z, 2026-11-24T06:32:00Z",
    "2026-11-24T08:32:34+02:00, 2026-11-24T06:32:34Z",
    "2026-11-24T08:32:34+0200, 2026-11-24T06:32:34Z",
    "2026-11-23T23:02:34.5-07:30, 2026-11-24T06:32:34.5Z",
    "2026-11-24T06:32:34.441584, 2026-11-24T06:32:34.441584Z",
    "2026-11-24T06:32:34, 2026-11-24T06:32:34Z",
    "2026-11-24 06:32:34.441584+00:00, 2026-11-24T06:32:34.441584Z",
    "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z"
  })
  void reads_what_services_of_both_generations_and_others_write(String text, Instant time) {
    assertThat(TimeFormat.parse(text)).contains(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "yesterday",
        "/",
        "24/11/2026 06:31:56",
        "11/24/2026",
        "11/24/26 06:31:56",
        "11/24/2026 25:00:00",
        "2026-11-24",
        "2026-13-24T06:32:34Z",
        "2026-11-24T06:32:34 Europe/Oslo",
        "1795501916",
        "2026-11-24T06:32:34+99:00",
        "2026-11-24T06:32:34Z and more"
      })
  void text_that_is_no_time_is_empty_and_no_error(String text) {
    assertThat(TimeFormat.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"02/30/2026 06:31:56", "2026-02-30T06:31:56Z", "2025-02-29T00:00:00+00:00"})
  void a_day_that_the_month_has_not_is_no_time(String text) {
    assertThat(TimeFormat.parse(text)).isEmpty();
  }

  /** Python has no others, nor has AMQP, and arithmetic with them overflows. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "+10000-01-01T00:00:00Z",
        "+999999999-12-31T23:59:59Z",
        "0000-12-31T23:59:59Z",
        "-999999999-01-01T00:00:00Z",
        "9999-12-31T23:59:59-00:01"
      })
  void a_time_outside_the_years_1_to_9999_is_no_time(String text) {
    assertThat(TimeFormat.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"})
  void the_first_and_the_last_time_are_times(String text) {
    assertThat(TimeFormat.parse(text)).contains(Instant.parse(text));
  }
}
