package io.pikabus.benchmark.scale;

import io.pikabus.benchmark.scale.Work.Kind;
import java.util.List;

/**
 * What the model knows of a site: three measured points.
 *
 * @param confirmed seconds from a send to its confirm, when nothing else is under way
 * @param alone processor time of a message that is sent alone
 * @param together processor time of a message that is sent with many others under way
 * @param sendRate messages a second that one queue took from one sender
 * @param consumed processor time of a message that an empty handler takes
 * @param consumeRate messages a second that one lane of an empty handler took
 */
public record Costs(
    double confirmed,
    Demand alone,
    Demand together,
    double sendRate,
    Demand consumed,
    double consumeRate) {

  /**
   * From the three points of a site.
   *
   * @throws IllegalArgumentException if one of them is missing
   */
  static Costs of(List<Point> points, Site site) {
    Point single = find(points, site, Kind.SINGLE, 1);
    Point stream = find(points, site, Kind.STREAM, 1);
    Point handle = find(points, site, Kind.HANDLE, 0);
    return new Costs(
        1 / single.rate().median(),
        Demand.of(single),
        Demand.of(stream),
        stream.rate().median(),
        Demand.of(handle),
        handle.rate().median());
  }

  /** Whether a point is one that {@link #of} takes: what is predicted for it proves nothing. */
  static boolean uses(Work work) {
    return switch (work.kind()) {
      case SINGLE -> true;
      case STREAM -> work.queues() == 1;
      case HANDLE -> work.sends() == 0 && work.lanes() == 1 && work.millis() == 0;
    };
  }

  private static Point find(List<Point> points, Site site, Kind kind, int sends) {
    return points.stream()
        .filter(point -> point.site() == site && point.work().kind() == kind)
        .filter(point -> point.work().sends() == sends && uses(point.work()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("There is no point of %s, %s.".formatted(site, kind)));
  }

  /** Of one message among so many that are sent at once: what each shares with the others. */
  Demand sent(int atOnce) {
    double share = 1.0 / Math.max(1, atOnce);
    return together.times(1 - share).plus(alone.times(share));
  }
}
