package io.pikabus.rabbitmq;

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

  private record Finding(String reply, long until) {}

  private final Map<String, Finding> findings = new HashMap<>();

  void put(String queue, String reply) {
    long now = System.nanoTime();
    findings.values().removeIf(finding -> finding.until() < now);
    findings.put(queue, new Finding(reply, now + KNOWN.toNanos()));
  }

  /**
   * What the broker said within the last second.
   *
   * @return empty when the queue may well exist
   */
  Optional<String> reply(String queue) {
    return Optional.ofNullable(findings.get(queue))
        .filter(finding -> finding.until() >= System.nanoTime())
        .map(Finding::reply);
  }
}
