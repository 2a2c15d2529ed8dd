package io.pikabus.rabbitmq;

import java.time.Duration;

/**
 * Whether a message waits for others to leave with it. It does only while the broker has enough to
 * do, so that nobody waits longer for a confirm: one message alone, or a few, leave at once.
 *
 * @param held messages in the client's buffer
 */
record Company(int held) {

  /** Unconfirmed messages with which the broker has enough to do. */
  static final int BUSY = 32;

  /** Messages that leave together, at most. */
  static final int MOST = 32;

  /** Until those that were held leave. */
  static final Duration PATIENCE = Duration.ofMillis(1);

  static final Company NONE = new Company(0);

  boolean isEmpty() {
    return held == 0;
  }

  /**
   * After one more message.
   *
   * @param unconfirmed messages of the channel, this one and those that are held among them
   * @return {@link #NONE} when it leaves, and takes the others along
   */
  Company joined(int unconfirmed) {
    int together = held + 1;
    return unconfirmed - together >= BUSY && together < MOST ? new Company(together) : NONE;
  }
}
