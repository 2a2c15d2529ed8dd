package io.pikabus.benchmark.scale;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The points as a table, with what the model says of each. */
final class Report {

  private static final String HEAD =
      """
      | where | work | messages/s | range | client µs | leader µs | other nodes µs | model | model / measured |
      |---|---|---|---|---|---|---|---|---|
      """;

  private Report() {}

  /** For {@code scale.md}. A point that the model was made of has no prediction. */
  static String table(List<Point> points, Cores cores) {
    Set<Site> sites =
        points.stream()
            .map(Point::site)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Site.class)));
    StringBuilder table = new StringBuilder(HEAD);
    for (Site site : sites) {
      Costs costs = Costs.of(points, site);
      points.stream()
          .filter(point -> point.site() == site)
          .forEach(point -> table.append(row(point, costs, cores)));
    }
    return table.toString();
  }

  private static String row(Point point, Costs costs, Cores cores) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.0f | %.0f to %.0f | %.0f | %.0f | %s | %s |%n",
        point.site().title(),
        point.work().title(),
        point.rate().median(),
        point.rate().low(),
        point.rate().high(),
        point.client().median(),
        point.leader().median(),
        point.site().nodes() == 1
            ? ""
            : String.format(Locale.ROOT, "%.0f", point.others().median()),
        prediction(point, costs, cores));
  }

  private static String prediction(Point point, Costs costs, Cores cores) {
    if (Costs.uses(point.work())) {
      return "given |";
    }
    Model.Limit limit = Model.predict(costs, point.work(), point.site().nodes(), cores);
    return String.format(
        Locale.ROOT,
        "%.0f, %s | %.2f",
        limit.rate(),
        limit.bound().name().toLowerCase(Locale.ROOT),
        limit.rate() / point.rate().median());
  }
}
