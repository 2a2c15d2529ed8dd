package io.pikabus.example.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopwatchTest {

  @ParameterizedTest
  @CsvSource({"0, 0 ms", "999, 999 ms", "1000, 1.0 s", "8249, 8.2 s", "61000, 61.0 s"})
  void speaksOfMillisecondsBelowASecond(long milliseconds, String text) {
    assertThat(Stopwatch.format(Duration.ofMillis(milliseconds))).isEqualTo(text);
  }
}
