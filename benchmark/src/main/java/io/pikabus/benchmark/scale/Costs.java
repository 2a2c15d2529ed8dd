package io.pikabus.benchmark.scale;

import io.pikabus.benchmark.scale.Work.Kind;
import java.util.List;

/**
 * What the model knows of a site: three measured points, two of a handler on one lane (that sends
 * nothing, and that sends one message) and one of a sender with many messages under way.
 *
 * @param consumed processor time of a message that an empty handler takes
 * @param consumeRate messages a second that one lane of it took
 * @param alone processor time that one message more costs, sent by the handler and confirmed
 * @param confirmed seconds that this takes
 * @param together processor time of a message that is sent with many others under way
 * @param sendRate messages a second that one queue took from one sender
 */
public record Costs(
    Demand consumed,
    double consumeRate,
    Demand alone,
    double confirmed,
    Demand together,
    double sendRate) {

  /**
   * From the three points of a site.
   *
   * @throws IllegalArgumentException if one of them is missing
   */
  static Costs of(List<Point> points, Site site) {
    Point empty = find(points, site, Kind.HANDLE, 0);
    Point sending = find(points, site, Kind.HANDLE, 1);
    Point stream = find(points, site, Kind.STREAM, 1);
    return new Costs(
        Demand.of(empty),
        empty.rate().median(),
        Demand.of(sending).minus(Demand.of(empty)),
        1 / sending.rate().median() - 1 / empty.rate().median(),
        Demand.of(stream),
        stream.rate().median());
  }

  /** Whether a point is one that {@link #of} takes: what is predicted for it proves nothing. */
  static boolean uses(Work work) {
    return switch (work.kind()) {
      case SINGLE -> false;
      case STREAM -> work.queues() == 1;
      case HANDLE -> work.lanes() == 1 && work.millis() == 0;
    };
  }

  private static Point find(List<Point> points, Site site, Kind kind, int sends) {
    return points.stream()
        .filter(point -> point.site() == site && point.work().kind() == kind)
        .filter(point -> point.work().sends() == sends && uses(point.work()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no point of %s, %s, %d sent.".formatted(site, kind, sends)));
  }

  /**
   * Of one message while so many lanes send: what travels together shares frames, calls of the
   * socket and acknowledgements. Lanes meet by chance, so the share falls with the root of their
   * number: that is fitted and not derived.
   */
  Demand sent(int lanes) {
    double share = 1 / Math.sqrt(Math.max(1, lanes));
    return together.times(1 - share).plus(alone.times(share));
  }
}
