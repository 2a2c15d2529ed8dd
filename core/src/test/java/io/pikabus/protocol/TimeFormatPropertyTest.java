package io.pikabus.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.time.api.DateTimes;

class TimeFormatPropertyTest {

  @Property
  void legacy_gives_every_time_back_to_the_second(@ForAll("times") Instant time) {
    assertThat(TimeFormat.parse(TimeFormat.LEGACY.format(time)))
        .contains(time.truncatedTo(ChronoUnit.SECONDS));
  }

  @Property
  void iso_gives_every_time_back_to_the_microsecond(@ForAll("times") Instant time) {
    assertThat(TimeFormat.parse(TimeFormat.ISO.format(time)))
        .contains(time.truncatedTo(ChronoUnit.MICROS));
  }

  @Property
  void a_time_in_iso_sorts_as_text_as_it_does_as_time(
      @ForAll("times") Instant one, @ForAll("times") Instant other) {
    int asText = TimeFormat.ISO.format(one).compareTo(TimeFormat.ISO.format(other));
    int asTime = one.truncatedTo(ChronoUnit.MICROS).compareTo(other.truncatedTo(ChronoUnit.MICROS));
    assertThat(Integer.signum(asText)).isEqualTo(Integer.signum(asTime));
  }

  @Property
  void any_offset_is_the_same_moment(
      @ForAll("times") Instant time, @ForAll("offsets") ZoneOffset offset) {
    String text =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx")
            .format(time.atOffset(offset));
    assertThat(TimeFormat.parse(text)).contains(time.truncatedTo(ChronoUnit.MICROS));
  }

  @Property
  void no_text_is_an_error(@ForAll String text) {
    assertThat(TimeFormat.parse(text)).isNotNull();
  }

  @Property
  void no_text_of_the_right_characters_is_an_error(@ForAll("almost") String text) {
    assertThat(TimeFormat.parse(text)).isNotNull();
  }

  @Provide
  Arbitrary<Instant> times() {
    return DateTimes.instants()
        .between(Instant.parse("1970-01-01T00:00:00Z"), Instant.parse("9998-12-31T23:59:59Z"))
        .ofPrecision(ChronoUnit.NANOS);
  }

  @Provide
  Arbitrary<ZoneOffset> offsets() {
    return Arbitraries.integers()
        .between(-18 * 60, 18 * 60)
        .map(minutes -> ZoneOffset.ofTotalSeconds(minutes * 60));
  }

  @Provide
  Arbitrary<String> almost() {
    return Arbitraries.strings().withChars("0123456789-/:.T+Z ").ofMaxLength(32);
  }
}
