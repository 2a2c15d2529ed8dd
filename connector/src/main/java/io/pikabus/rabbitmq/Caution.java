package io.pikabus.rabbitmq;

/**
 * How many messages a consumer may have delivered ahead of its handler. A quorum queue counts each
 * delivery that is not acknowledged, and drops a message that it had to deliver more often than its
 * limit, whether or not a handler saw it. So a consumer begins with one message, takes more once
 * the first one is known not to have been delivered before, and goes back to one when an earlier
 * delivery shows. Then only the message in hand is counted, not those behind it. A value.
 *
 * @param one whether a single message may be unsettled
 * @param counted whether the broker counts the deliveries of this queue; not known before a message
 *     shows it
 * @param always whether the consumer takes its full prefetch whatever comes
 */
record Caution(boolean one, boolean counted, boolean always) {

  /** Of a consumer whose messages wait for a handler. */
  static final Caution AT_FIRST = new Caution(true, false, false);

  /** Of a consumer that replaces by itself what was delivered too often. */
  static final Caution NONE = new Caution(false, false, true);

  /**
   * After a message arrived.
   *
   * @param deliveries that the broker counted before this one; 0 for none, or if it does not count
   * @param suspect whether the message was set apart because of its deliveries before
   */
  Caution after(int deliveries, boolean suspect) {
    return always ? this : new Caution(deliveries > 0 || suspect, counted || deliveries > 0, false);
  }

  /** When the queue is opened again: what was in hand is delivered again. */
  Caution again() {
    return always ? this : new Caution(true, counted, false);
  }
}
