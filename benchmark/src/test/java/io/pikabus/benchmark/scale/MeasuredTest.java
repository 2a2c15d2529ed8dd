package io.pikabus.benchmark.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The model beside what was measured: what docs/scale.md says of its error. */
class MeasuredTest {

  private static final Path FILE = Path.of("src/main/resources/io/pikabus/benchmark/scale.csv");

  private final List<Point> points = read();

  @Test
  void a_point_is_read_as_it_was_written() {
    assertThat(points.stream().map(Point::line)).containsExactlyElementsOf(lines().stream().skip(1).toList());
    assertThat(points).hasSize(Site.values().length * Work.all().size());
  }

  @Test
  void a_file_of_something_else_is_refused() {
    assertThatThrownBy(() -> Point.read(List.of("a,b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("site,kind");
    assertThatThrownBy(() -> Costs.of(List.of(), Site.ONE_QUORUM))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ONE_QUORUM");
  }

  private static List<Point> read() {
    return Point.read(lines());
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(FILE);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
