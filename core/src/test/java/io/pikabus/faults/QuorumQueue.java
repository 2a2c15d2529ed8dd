package io.pikabus.faults;

import java.util.Map;

/** The arguments with which quorum queues are declared. */
public final class QuorumQueue {

  /** By a service that knows nothing of ours. */
  public static final Map<String, Object> PLAIN = Map.of("x-queue-type", "quorum");

  private QuorumQueue() {}

  /** With a delivery limit. */
  public static Map<String, Object> limited(int deliveries) {
    return Map.of("x-queue-type", "quorum", "x-delivery-limit", deliveries);
  }

  /** By pikabus, which nobody asked for others. */
  public static Map<String, Object> ours(String errorQueue) {
    return Map.of(
        "x-queue-type",
        "quorum",
        "x-delivery-limit",
        1_000_000,
        "x-dead-letter-exchange",
        "PikaBusDirect",
        "x-dead-letter-routing-key",
        errorQueue,
        "x-dead-letter-strategy",
        "at-least-once",
        "x-overflow",
        "reject-publish");
  }
}
