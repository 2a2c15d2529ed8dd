package io.pikabus.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What is read digit by digit is what a formatter reads. */
class WrittenTimesPropertyTest {

  private static final DateTimeFormatter LEGACY =
      DateTimeFormatter.ofPattern("MM/dd/uuuu HH:mm:ss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** From the year 1 to 9999. */
  private static final long FIRST = -62_135_596_800L;

  private static final long LAST = 253_402_300_799L;

  @Property
  void what_is_written_is_read(
      @ForAll @LongRange(min = FIRST, max = LAST) long second,
      @ForAll @IntRange(max = 999_999) int microsecond) {
    Instant time = Instant.ofEpochSecond(second).plus(microsecond, ChronoUnit.MICROS);

    assertThat(WrittenTimes.read(TimeFormat.ISO.format(time))).isEqualTo(time);
    assertThat(WrittenTimes.read(TimeFormat.LEGACY.format(time)))
        .isEqualTo(Instant.ofEpochSecond(second));
  }

  @Provide
  Arbitrary<String> almostTimes() {
    Arbitrary<String> two = Arbitraries.integers().between(0, 70).map("%02d"::formatted);
    Arbitrary<String> year =
        Arbitraries.of("0000", "0001", "1900", "2000", "2023", "2024", "2100", "9999");
    Arbitrary<String> day = Arbitraries.of("00", "01", "28", "29", "30", "31", "32");
    Arbitrary<String> month = Arbitraries.of("00", "01", "02", "04", "12", "13");
    Arbitrary<String> hour = Arbitraries.of("00", "23", "24", "2x", "-1");
    Arbitrary<Boolean> legacy = Arbitraries.of(true, false);
    Arbitrary<String> zone = Arbitraries.of("+00:00", "-00:00", "+01:00", "Z");
    return Combinators.combine(year, month, day, hour, two, two, zone, legacy)
        .as(
            (y, m, d, h, minute, second, z, old) ->
                old
                    ? "%s/%s/%s %s:%s:%s".formatted(m, d, y, h, minute, second)
                    : "%s-%s-%sT%s:%s:%s.000001%s".formatted(y, m, d, h, minute, second, z));
  }

  @Property(tries = 5_000)
  void what_a_formatter_refuses_is_not_read_and_the_rest_is_the_same(
      @ForAll("almostTimes") String text) {
    Instant read = WrittenTimes.read(text);

    Optional<Instant> formatted = formatted(text);
    if (read != null) {
      assertThat(formatted).contains(read);
    } else if (formatted.isPresent()) {
      assertThat(text).as("left to the formatter").matches(".*([+-]0[01]:00|Z|0000.*)");
    }
  }

  private static Optional<Instant> formatted(String text) {
    try {
      return Optional.of(
          text.indexOf('/') >= 0
              ? LocalDateTime.parse(text, LEGACY).toInstant(ZoneOffset.UTC)
              : OffsetDateTime.parse(text, ISO).toInstant());
    } catch (DateTimeParseException refused) {
      return Optional.empty();
    }
  }
}
