package io.pikabus.rabbitmq;

import java.time.Duration;

/**
 * Whether a message waits for others to leave with it. It does when they are known to follow, and
 * while the broker has enough to do, so that nobody waits longer for a confirm: one message alone,
 * or a few, leave at once.
 *
 * @param held messages in the client's buffer
 */
record FlushPolicy(int held) {

  /** Unconfirmed messages with which the broker has enough to do. */
  static final int BUSY = 32;

  /** Messages that leave together, at most. */
  static final int MOST = 32;

  /** Until those that were held leave. */
  static final Duration PATIENCE = Duration.ofMillis(1);

  static final FlushPolicy NONE = new FlushPolicy(0);

  boolean isEmpty() {
    return held == 0;
  }

  /**
   * Whether those that are held may wait for others of whom nothing is known.
   *
   * @param unconfirmed messages of the channel, those that are held among them
   */
  boolean mayWait(int unconfirmed) {
    return unconfirmed - held >= BUSY;
  }

  /**
   * After one more message.
   *
   * @param expected whether others are known to follow
   * @param unconfirmed messages of the channel, this one and those that are held among them
   * @return {@link #NONE} when it leaves, and takes the others along
   */
  FlushPolicy joined(boolean expected, int unconfirmed) {
    FlushPolicy together = new FlushPolicy(held + 1);
    boolean waits = expected || together.mayWait(unconfirmed);
    return waits && together.held < MOST ? together : NONE;
  }
}
