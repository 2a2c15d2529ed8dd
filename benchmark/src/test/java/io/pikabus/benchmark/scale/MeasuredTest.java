package io.pikabus.benchmark.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The model beside what was measured: what docs/scale.md says of its error. */
class MeasuredTest {

  private static final Path FILE = Path.of("src/main/resources/io/pikabus/benchmark/scale.csv");

  private final List<Point> points = points();

  @Test
  void a_point_is_read_as_it_was_written() {
    assertThat(points.stream().map(Point::line))
        .containsExactlyElementsOf(lines().stream().skip(1).toList());
    assertThat(points.stream().map(Point::site).distinct())
        .allSatisfy(
            site ->
                assertThat(points.stream().filter(point -> point.site() == site).map(Point::work))
                    .containsExactlyElementsOf(Work.all()));
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

  /** Far from each other where the machine was far from itself: see the ranges. */
  @Test
  void the_model_is_as_far_from_what_was_measured_as_the_page_says() {
    List<Double> factors =
        points.stream()
            .filter(point -> !Costs.uses(point.work()))
            .map(MeasuredTest::factor)
            .sorted()
            .toList();

    assertThat(factors).hasSizeGreaterThanOrEqualTo(3);
    assertThat(factors.get(factors.size() / 2)).isLessThan(1.3);
    assertThat(factors.get(factors.size() * 9 / 10)).isLessThan(2.0);
    assertThat(factors.get(factors.size() - 1)).isLessThan(2.7);
  }

  @Test
  void a_table_has_a_row_for_each_point() {
    assertThat(Report.table(points, Cores.shared(2)).lines()).hasSize(points.size() + 2);
  }

  /** By how much prediction and measurement differ, whichever is greater; 1 is no difference. */
  private static double factor(Point point) {
    Costs costs = Costs.of(points(), point.site());
    double ratio =
        Model.predict(costs, point.work(), point.site().nodes(), Cores.shared(2)).rate()
            / point.rate().median();
    return Math.max(ratio, 1 / ratio);
  }

  private static List<Point> points() {
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
