package io.pikabus.protocol;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;

/**
 * How a time is written into a header. Both formats are always read: a bus may have services of
 * both generations on it.
 */
public enum TimeFormat {
  /** PikaBus 1.x: {@code 11/24/2026 06:31:56}, UTC, whole seconds. 1.x can read nothing else. */
  LEGACY {
    @Override
    public String format(Instant time) {
      return SECONDS.format(time.atOffset(ZoneOffset.UTC));
    }
  },

  /** PikaBus 2.x: {@code 2026-11-24T06:32:34.441584+00:00}, microseconds. */
  ISO {
    @Override
    public String format(Instant time) {
      return MICROSECONDS.format(time.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
    }
  };

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  /** Of a text that may be a time, with spaces around it. */
  private static final int LONGEST = 100;

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("MM/dd/uuuu HH:mm:ss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT);

  /**
   * With {@code Z}, {@code +00:00} or {@code +0000}; without any of them it is UTC, as in Python.
   */
  private static final DateTimeFormatter ANY_ISO =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd['T'][' ']HH:mm[:ss]")
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
          .optionalEnd()
          .appendPattern("[XXX][xx]")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** Writes a time; what the format cannot hold is cut off, never rounded up. */
  public abstract String format(Instant time);

  /**
   * Reads a time in either format.
   *
   * @return empty when the text is neither, or not of the years 1 to 9999, which are Python's
   */
  public static Optional<Instant> parse(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      Instant time =
          text.indexOf('/') >= 0
              ? LocalDateTime.parse(text, SECONDS).toInstant(ZoneOffset.UTC)
              : instant(ANY_ISO.parseBest(text.strip(), OffsetDateTime::from, LocalDateTime::from));
      return Optional.of(time).filter(each -> !each.isBefore(FIRST) && each.isBefore(END));
    } catch (DateTimeParseException neither) {
      return Optional.empty();
    }
  }

  private static Instant instant(TemporalAccessor parsed) {
    return parsed instanceof OffsetDateTime offset
        ? offset.toInstant()
        : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC);
  }
}
