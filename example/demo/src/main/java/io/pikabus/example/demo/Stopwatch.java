package io.pikabus.example.demo;

import java.time.Duration;
import java.util.Locale;

/** How long something takes, as people say it. */
record Stopwatch(long begin) {

  static Stopwatch start() {
    return new Stopwatch(System.nanoTime());
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /** For example {@code 35 ms} or {@code 8.2 s}. */
  String read() {
    return format(elapsed());
  }

  static String format(Duration duration) {
    long milliseconds = duration.toMillis();
    return milliseconds < 1000
        ? milliseconds + " ms"
        : String.format(Locale.ROOT, "%.1f s", milliseconds / 1000.0);
  }
}
