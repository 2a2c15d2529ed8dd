package io.pikabus.protocol;

import io.pikabus.text.Printable;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;

/**
 * How a time is written into a header: in one of PikaBus's own two formats, or in one that the
 * services of a bus have agreed on. Both of PikaBus are always read: a bus may have services of
 * both generations on it. Immutable.
 */
public final class TimeFormat {

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

  /** PikaBus 1.x: {@code 11/24/2026 06:31:56}, UTC, whole seconds. 1.x can read nothing else. */
  public static final TimeFormat LEGACY = new TimeFormat("legacy", SECONDS, SECONDS);

  /** PikaBus 2.x: {@code 2026-11-24T06:32:34.441584+00:00}, microseconds. */
  public static final TimeFormat ISO = new TimeFormat("iso", MICROSECONDS, ANY_ISO);

  private final String text;
  private final DateTimeFormatter writer;
  private final DateTimeFormatter reader;

  private TimeFormat(String text, DateTimeFormatter writer, DateTimeFormatter reader) {
    this.text = text;
    this.writer = writer;
    this.reader = reader;
  }

  /**
   * The format that a setting names.
   *
   * @param text {@code legacy}, {@code iso}, or a format as Python's {@code strftime} takes it
   * @throws IllegalArgumentException when it is none of them, saying why
   */
  public static TimeFormat of(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "legacy" -> LEGACY;
      case "iso" -> ISO;
      default -> {
        Strftime format = Strftime.of(text);
        yield new TimeFormat(text, format.writer(), format.reader());
      }
    };
  }

  /** Writes a time in UTC; what the format cannot hold is cut off, never rounded up. */
  public String format(Instant time) {
    return writer.format(time.atOffset(ZoneOffset.UTC));
  }

  /**
   * Reads a time in this format, else in either of PikaBus.
   *
   * @return empty when the text is none of them, or not of the years 1 to 9999, which are Python's
   */
  public Optional<Instant> read(String time) {
    if (this == LEGACY || this == ISO || time.length() > LONGEST) {
      return parse(time);
    }
    Optional<Instant> own = read(reader, time);
    return own.isPresent() ? own : parse(time);
  }

  /**
   * Reads a time in either format of PikaBus.
   *
   * @return empty when the text is neither, or not of the years 1 to 9999, which are Python's
   */
  public static Optional<Instant> parse(String time) {
    if (time.length() > LONGEST) {
      return Optional.empty();
    }
    Instant written = WrittenTimes.read(time);
    if (written != null) {
      return Optional.of(written);
    }
    return time.indexOf('/') >= 0 ? read(SECONDS, time) : read(ANY_ISO, time.strip());
  }

  private static Optional<Instant> read(DateTimeFormatter reader, String time) {
    try {
      return Optional.of(instant(reader.parseBest(time, OffsetDateTime::from, LocalDateTime::from)))
          .filter(each -> !each.isBefore(FIRST) && each.isBefore(END));
    } catch (DateTimeParseException neither) {
      return Optional.empty();
    }
  }

  private static Instant instant(TemporalAccessor parsed) {
    return parsed instanceof OffsetDateTime offset
        ? offset.toInstant()
        : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TimeFormat format && text.equals(format.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** As it is written in a setting. */
  @Override
  public String toString() {
    return text;
  }

  /**
   * A format of Python's {@code strftime}, as far as it says a time to the second without the help
   * of a language.
   */
  private record Strftime(DateTimeFormatter writer, DateTimeFormatter reader) {

    private static final String NEEDED = "YmdHMS";

    static Strftime of(String text) {
      DateTimeFormatterBuilder writer = new DateTimeFormatterBuilder();
      DateTimeFormatterBuilder reader = new DateTimeFormatterBuilder();
      StringBuilder found = new StringBuilder();
      for (int i = 0; i < text.length(); i++) {
        char each = text.charAt(i);
        if (each != '%') {
          writer.appendLiteral(each);
          reader.appendLiteral(each);
          continue;
        }
        i++;
        char directive = i < text.length() ? text.charAt(i) : ' ';
        if (found.indexOf(String.valueOf(directive)) >= 0) {
          throw refused(text, "'%" + directive + "' stands there twice");
        }
        if (directive != '%') {
          found.append(directive);
        }
        append(writer, directive, "xx", text);
        append(reader, directive, "[XXX][xx]", text);
      }
      for (char needed : NEEDED.toCharArray()) {
        if (found.indexOf(String.valueOf(needed)) < 0) {
          throw refused(text, "'%" + needed + "' is missing");
        }
      }
      Strftime format =
          new Strftime(
              writer.toFormatter(Locale.ROOT),
              reader.toFormatter(Locale.ROOT).withResolverStyle(ResolverStyle.STRICT));
      if (format.writer.format(FIRST.atOffset(ZoneOffset.UTC)).length() > LONGEST) {
        throw refused(text, "a time in it has more than " + LONGEST + " characters");
      }
      return format;
    }

    private static void append(
        DateTimeFormatterBuilder to, char directive, String zone, String text) {
      switch (directive) {
        case 'Y' -> to.appendValue(ChronoField.YEAR, 4);
        case 'm' -> to.appendValue(ChronoField.MONTH_OF_YEAR, 2);
        case 'd' -> to.appendValue(ChronoField.DAY_OF_MONTH, 2);
        case 'H' -> to.appendValue(ChronoField.HOUR_OF_DAY, 2);
        case 'M' -> to.appendValue(ChronoField.MINUTE_OF_HOUR, 2);
        case 'S' -> to.appendValue(ChronoField.SECOND_OF_MINUTE, 2);
        case 'f' -> to.appendFraction(ChronoField.NANO_OF_SECOND, 6, 6, false);
        case 'z' -> to.appendPattern(zone);
        case '%' -> to.appendLiteral('%');
        default -> throw refused(text, "'%" + directive + "' is not known here");
      }
    }

    private static IllegalArgumentException refused(String text, String why) {
      return new IllegalArgumentException(
          "'%s' is no format of times: %s".formatted(Printable.of(text), Printable.of(why)));
    }
  }
}
