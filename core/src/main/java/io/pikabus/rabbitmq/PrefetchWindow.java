package io.pikabus.rabbitmq;

import java.time.Duration;

/**
 * How many messages the broker may deliver ahead, by the pace of the handler and by their size: the
 * broker counts the time until an acknowledgement from the delivery on, so a message that waits
 * behind others must not wait long. It begins with one message, grows to the prefetch that is
 * configured while messages are handled quickly, and becomes small when they are not. A value with
 * named transitions.
 *
 * <p>A quorum queue also counts the deliveries of a message that were not acknowledged, and drops
 * it above its limit, whether or not a handler saw it. So on a new channel it begins with one
 * again, and does not grow while messages show that they were delivered before: a cut or a death
 * then counts the message in hand and none behind it.
 *
 * @param most that is configured
 * @param octetsAhead of bodies that may be delivered ahead
 * @param size in force
 * @param handled since that was changed
 * @param pace nanoseconds a message: quick to rise, slow to fall
 * @param bulk octets a body: those of the largest, falling slowly
 * @param again whether the last message was delivered before
 */
record PrefetchWindow(
    int most, long octetsAhead, int size, int handled, long pace, long bulk, boolean again) {

  /** Work that may be delivered ahead. */
  static final Duration AHEAD = Duration.ofSeconds(2);

  /**
   * A message that has waited so long behind others goes back to its queue. A broker's
   * acknowledgement timeout is longer: 30 minutes by default.
   */
  static final Duration OVERDUE = Duration.ofSeconds(5);

  /** A step of growth multiplies by this: few messages prove little. */
  private static final int GROWTH = 16;

  private static final int FALL = 8;

  /** Never of another size. */
  static PrefetchWindow fixed(int size) {
    return new PrefetchWindow(size, Long.MAX_VALUE, size, 0, 0, 0, false);
  }

  /**
   * Of a handler of whom nothing is known.
   *
   * @param octetsAhead of bodies that the heap has room for
   */
  static PrefetchWindow adaptive(int most, long octetsAhead) {
    return new PrefetchWindow(most, octetsAhead, 1, 0, 0, 0, false);
  }

  /** On a new channel: what was delivered ahead on the one before is delivered again. */
  PrefetchWindow reopened() {
    return pace == 0 ? this : resized(1);
  }

  /**
   * After one more message.
   *
   * @param nanos that its handling took
   * @param octets of its body
   * @param before whether it had been delivered before
   */
  PrefetchWindow handled(long nanos, long octets, boolean before) {
    long next =
        pace == 0 ? nanos : nanos > pace ? pace + (nanos - pace) / 2 : pace - (pace - nanos) / FALL;
    return new PrefetchWindow(
        most,
        octetsAhead,
        size,
        Math.min(handled, most) + 1,
        next,
        Math.max(octets, bulk - bulk / FALL),
        before);
  }

  /**
   * The size that suits the pace; the present one as long as the difference is not worth a new
   * consumer.
   */
  int wanted() {
    long byTime = AHEAD.toNanos() / Math.max(1, pace);
    long bySize = octetsAhead / Math.max(1, bulk);
    long fitting = Math.max(1, Math.min(most, Math.min(byTime, bySize)));
    if (fitting * 2 <= size) {
      return (int) fitting;
    }
    boolean proven = handled >= size && !again;
    boolean worth = fitting >= size * 2L || (fitting == most && size < most);
    return proven && worth ? (int) Math.min(fitting, (long) size * GROWTH) : size;
  }

  /** With another size in force. */
  PrefetchWindow resized(int other) {
    return new PrefetchWindow(most, octetsAhead, other, 0, pace, bulk, again);
  }
}
