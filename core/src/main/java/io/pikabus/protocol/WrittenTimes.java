package io.pikabus.protocol;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.Year;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Reads times as PikaBus itself writes them, digit by digit: each message has one, and a formatter
 * of the JDK costs more than all else that is done with its headers. Pure.
 */
final class WrittenTimes {

  private static final String LEGACY = "00/00/0000 00:00:00";
  private static final String ISO = "0000-00-00T00:00:00.000000+00:00";

  private static final int MICROSECOND = 1_000;

  private WrittenTimes() {}

  /** The time; null for what is written otherwise, right or wrong. */
  static @Nullable Instant read(String time) {
    if (isLike(LEGACY, time)) {
      return instant(time, number(time, 6, 10), number(time, 0, 2), number(time, 3, 5), 0);
    }
    if (isLike(ISO, time) && time.startsWith("+00:00", 26)) {
      return instant(
          time,
          number(time, 0, 4),
          number(time, 5, 7),
          number(time, 8, 10),
          number(time, 20, 26) * MICROSECOND);
    }
    return null;
  }

  /** Digits where it has them, and what else it has. */
  private static boolean isLike(String form, String time) {
    if (time.length() != form.length()) {
      return false;
    }
    for (int i = 0; i < form.length(); i++) {
      char asked = form.charAt(i);
      char found = time.charAt(i);
      if (asked == '0' ? found < '0' || found > '9' : found != asked) {
        return false;
      }
    }
    return true;
  }

  private static int number(String time, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + (time.charAt(i) - '0');
    }
    return number;
  }

  /** The hour stands at the same place in both. */
  private static @Nullable Instant instant(String time, int year, int month, int day, int nano) {
    int hour = number(time, 11, 13);
    int minute = number(time, 14, 16);
    int second = number(time, 17, 19);
    if (year < 1
        || month < 1
        || month > 12
        || day < 1
        || day > Month.of(month).length(Year.isLeap(year))
        || hour > 23
        || minute > 59
        || second > 59) {
      return null;
    }
    return LocalDate.of(year, month, day)
        .atTime(hour, minute, second, nano)
        .toInstant(ZoneOffset.UTC);
  }
}
