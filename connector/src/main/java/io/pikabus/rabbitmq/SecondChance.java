package io.pikabus.rabbitmq;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * When a message is published once more on a new channel, though its connection is well. A channel
 * of RabbitMQ remembers which node leads a quorum queue: when the leader has changed it may go on
 * refusing, or wait for a node that hangs, while a new channel asks anew. Pure.
 */
final class SecondChance {

  /** After the first refusal, and after the second. An election is over by then. */
  private static final List<Duration> AFTER_REFUSALS =
      List.of(Duration.ofMillis(300), Duration.ofMillis(1_000));

  private static final Duration PATIENCE = Duration.ofSeconds(6);
  private static final int MOST_DOUBLINGS = 10;

  private SecondChance() {}

  /**
   * After a refusal (nack).
   *
   * @param refusals so many, of this message
   * @param left of its time
   * @return the pause before it is published again; empty when the refusal is final
   */
  static Optional<Duration> afterRefusal(int refusals, Duration left) {
    if (refusals > AFTER_REFUSALS.size()) {
      return Optional.empty();
    }
    Duration pause = AFTER_REFUSALS.get(Math.max(refusals, 1) - 1);
    return Optional.of(pause).filter(each -> each.compareTo(left) < 0);
  }

  /**
   * While no answer comes, though the broker answers else.
   *
   * @param writings how often the message was written, at least once
   * @param age since it was written last
   */
  static boolean isOverdue(int writings, Duration age) {
    int doublings = Math.min(Math.max(writings - 1, 0), MOST_DOUBLINGS);
    return age.compareTo(PATIENCE.multipliedBy(1L << doublings)) >= 0;
  }
}
