package io.pikabus.benchmark.scale;

import io.pikabus.benchmark.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What was measured of one work at one site: medians of some runs, and their ranges.
 *
 * @param rate messages a second that were sent or handled
 * @param client microseconds of processor time a message, of the service's process
 * @param leader the same, of the node on which the queue or its leader is
 * @param others the same, of all other nodes together
 * @param median milliseconds of one send at the median; 0 where they overlap
 * @param load runnable threads of the machine in the minute of the last run, ours among them
 */
public record Point(
    Site site,
    Work work,
    Spread rate,
    Spread client,
    Spread leader,
    Spread others,
    double median,
    double load) {

  /** The first line of a file of points. */
  static final String HEADER =
      "site,kind,sends,lanes,millis,queues,"
          + "rate,rate_low,rate_high,client_us,client_low,client_high,"
          + "leader_us,leader_low,leader_high,others_us,others_low,others_high,median_ms,load";

  private static final int FIRST_SPREAD = 6;

  /** One line. */
  String line() {
    StringBuilder line =
        new StringBuilder(
            "%s,%s,%d,%d,%d,%d"
                .formatted(
                    site, work.kind(), work.sends(), work.lanes(), work.millis(), work.queues()));
    for (Spread each : List.of(rate, client, leader, others)) {
      line.append(
          String.format(Locale.ROOT, ",%.1f,%.1f,%.1f", each.median(), each.low(), each.high()));
    }
    return line.append(String.format(Locale.ROOT, ",%.3f,%.1f", median, load)).toString();
  }

  /**
   * Reads a file of points.
   *
   * @throws IllegalArgumentException if a line cannot be read
   */
  static List<Point> read(List<String> lines) {
    if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
      throw new IllegalArgumentException("The first line should be " + HEADER);
    }
    List<Point> points = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      points.add(parse(line.split(",")));
    }
    return points;
  }

  private static Point parse(String[] cells) {
    int next = FIRST_SPREAD;
    return new Point(
        Site.valueOf(cells[0]),
        new Work(
            Work.Kind.valueOf(cells[1]),
            Integer.parseInt(cells[2]),
            Integer.parseInt(cells[3]),
            Integer.parseInt(cells[4]),
            Integer.parseInt(cells[5])),
        spread(cells, next),
        spread(cells, next += 3),
        spread(cells, next += 3),
        spread(cells, next += 3),
        Double.parseDouble(cells[next + 3]),
        Double.parseDouble(cells[next + 4]));
  }

  private static Spread spread(String[] cells, int first) {
    return new Spread(
        Double.parseDouble(cells[first]),
        Double.parseDouble(cells[first + 1]),
        Double.parseDouble(cells[first + 2]));
  }
}
