package io.pikabus.rabbitmq;

import io.pikabus.time.Deadline;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Destinations that were just found missing, so that many messages for one of them do not each cost
 * the requests that finding out takes, while others are due. Used by one thread.
 */
final class MissingQueues {

  private static final Duration KNOWN = Duration.ofSeconds(1);

  private record Finding(String reply, Deadline until) {}

  private final Map<String, Finding> findings = new HashMap<>();

  void put(String queue, String reply) {
    findings.values().removeIf(finding -> finding.until().isOver());
    findings.put(queue, new Finding(reply, Deadline.in(KNOWN)));
  }

  /**
   * What the broker said within the last second.
   *
   * @return empty when the queue may well exist
   */
  Optional<String> reply(String queue) {
    return Optional.ofNullable(findings.get(queue))
        .filter(finding -> !finding.until().isOver())
        .map(Finding::reply);
  }
}
