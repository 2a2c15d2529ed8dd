package io.pikabus.rabbitmq;

import io.pikabus.recovery.Backoff;
import java.time.Duration;

/**
 * How long to wait for the answer to {@code basic.consume} before it is asked on another channel. A
 * channel of RabbitMQ asks the node that leads a quorum queue. If that node hangs, it waits for it
 * even when another one leads, while a new channel asks the new leader. So after a move to another
 * node it is asked often for as long as an election may take, and then ever more rarely. A value.
 *
 * @param moved whether an earlier connection was lost since the queue was last consumed
 * @param unanswered attempts in a row
 */
record ConsumePatience(boolean moved, int unanswered) {

  static final ConsumePatience USUAL = new ConsumePatience(false, 0);

  static final ConsumePatience MOVED = new ConsumePatience(true, 0);

  /** A broker that is well answers in milliseconds; one under load may take longer. */
  private static final Duration FIRST = Duration.ofSeconds(6);

  private static final Duration FIRST_MOVED = Duration.ofMillis(500);

  /** Attempts of the same length: with their pauses, as long as an election may still take. */
  private static final int QUICK = 6;

  private static final int MOST_DOUBLINGS = 10;

  /** Nobody answered. */
  ConsumePatience longer() {
    return new ConsumePatience(moved, unanswered + 1);
  }

  /**
   * How long to wait for the answer.
   *
   * @param most never longer
   */
  Duration answer(Duration most) {
    Duration wait = (moved ? FIRST_MOVED : FIRST).multipliedBy(1L << doublings());
    return wait.compareTo(most) < 0 ? wait : most;
  }

  /**
   * The pause before the next attempt.
   *
   * @param random from 0 to 1
   */
  Duration pause(double random) {
    return Backoff.after(doublings() + 1, random);
  }

  private int doublings() {
    int grown = moved ? Math.max(0, unanswered + 1 - QUICK) : unanswered;
    return Math.min(grown, MOST_DOUBLINGS);
  }
}
