package io.pikabus.vectors;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.protocol.TimeFormat;
import java.util.Map;
import java.util.function.Consumer;

/** How times are written and read. */
final class TimeVectors {

  static final Map<String, Consumer<Node>> CHECKS =
      Map.of("times/write", TimeVectors::write, "times/read", TimeVectors::read);

  private TimeVectors() {}

  static TimeFormat format(String name) {
    return TimeFormat.of(name);
  }

  private static void write(Node vector) {
    assertThat(format(vector.text("format")).format(requireNonNull(vector.time("time"))))
        .isEqualTo(vector.text("text"));
  }

  private static void read(Node vector) {
    assertThat(TimeFormat.parse(vector.text("text")).orElse(null)).isEqualTo(vector.time("time"));
  }
}
