package io.pikabus.errors;

import io.pikabus.protocol.TimeFormat;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what {@code --since} says. Pure. */
final class Moments {

  private static final Pattern SHORT = Pattern.compile("(\\d{1,6})([smhd])");

  private Moments() {}

  /**
   * A time, a day, or how long ago.
   *
   * @return null when it is neither
   */
  static @Nullable Instant since(String text, Instant now) {
    try {
      Matcher ago = SHORT.matcher(text);
      if (ago.matches()) {
        long number = Long.parseLong(ago.group(1));
        return now.minus(
            switch (ago.group(2)) {
              case "s" -> Duration.ofSeconds(number);
              case "m" -> Duration.ofMinutes(number);
              case "h" -> Duration.ofHours(number);
              default -> Duration.ofDays(number);
            });
      }
      if (text.startsWith("P")) {
        return now.minus(Duration.parse(text));
      }
      return text.length() == "2026-11-29".length()
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : TimeFormat.parse(text).orElse(null);
    } catch (DateTimeException | ArithmeticException neither) {
      return null;
    }
  }
}
