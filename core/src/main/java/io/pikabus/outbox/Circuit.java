package io.pikabus.outbox;

import java.time.Duration;

/**
 * Whether the database may be asked for a connection. Whoever waited for one in vain spares the
 * others the wait for as long, up to a bound; a refusal that comes soon spares nobody anything, and
 * holds nobody up. A value with named transitions.
 *
 * @param pause for how long nobody asks, in nanoseconds; 0 while the database answers
 * @param next when somebody may ask, in terms of {@link System#nanoTime}; without meaning while it
 *     answers
 * @param reason of the last failure; empty while it answers
 */
record Circuit(long pause, long next, String reason) {

  /** The database answers, as far as is known. */
  static final Circuit CLOSED = new Circuit(0, 0, "");

  /** What comes sooner is no wait. */
  static final Duration SHORTEST = Duration.ofSeconds(1);

  static final Duration LONGEST = Duration.ofSeconds(10);

  /** No connection could be had, which took so long to be said. */
  static Circuit failed(long now, Duration waited, String why) {
    if (waited.compareTo(SHORTEST) < 0) {
      return CLOSED;
    }
    long pause = Math.min(waited.toNanos(), LONGEST.toNanos());
    return new Circuit(pause, now + pause, why);
  }

  /** Whether nobody is to ask now. */
  boolean isOpen(long now) {
    return pause > 0 && next - now > 0;
  }

  /** Somebody asks now; the others wait for the outcome, or for the next pause to end. */
  Circuit asked(long now) {
    return pause == 0 ? this : new Circuit(pause, now + pause, reason);
  }
}
