package io.pikabus.crash;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What came of a task, counted after recovery.
 *
 * @param rows in the database
 * @param messages at the broker, by MessageId
 * @param again how many of them came more than once
 */
record Outcome(int rows, int messages, int again) {

  static Outcome of(int rows, List<Arrival> arrivals) {
    Map<String, Long> times =
        arrivals.stream().collect(Collectors.groupingBy(Arrival::messageId, Collectors.counting()));
    return new Outcome(
        rows, times.size(), (int) times.values().stream().filter(count -> count > 1).count());
  }

  /** As the documentation's table says it. */
  String words() {
    return "%s; %s".formatted(rows == 0 ? "no row" : rows == 1 ? "1 row" : rows + " rows", sent());
  }

  private String sent() {
    if (messages == 0) {
      return "nothing sent";
    }
    String all = messages + (messages == 1 ? " message" : " messages");
    if (again == 0) {
      return all + ", each once";
    }
    return "%s, %s again and marked"
        .formatted(all, again == messages ? "each" : again + " of them");
  }
}
