package io.pikabus.outbox;

import java.time.Duration;

/**
 * Whether the database may be asked for a connection. While none can be had, one caller tries after
 * each pause, and the others are told at once. A value with named transitions.
 *
 * @param failures in a row; 0 while the database answers
 * @param next when somebody may try, in terms of {@link System#nanoTime}; without meaning while it
 *     answers
 * @param reason of the last failure; empty while it answers
 */
record Circuit(int failures, long next, String reason) {

  /** The database answers, as far as is known. */
  static final Circuit CLOSED = new Circuit(0, 0, "");

  static final Duration FIRST = Duration.ofMillis(500);
  static final Duration LONGEST = Duration.ofSeconds(8);
  private static final int DOUBLINGS = 4;

  /** No connection could be had. */
  Circuit failed(long now, String why) {
    int count = Math.min(failures, DOUBLINGS) + 1;
    return new Circuit(count, now + pause(count).toNanos(), why);
  }

  /** Whether nobody is to ask now. */
  boolean isOpen(long now) {
    return failures > 0 && next - now > 0;
  }

  /** Somebody asks now; the others wait for the outcome, or for the next pause to end. */
  Circuit asked(long now) {
    return failures == 0 ? this : new Circuit(failures, now + pause(failures).toNanos(), reason);
  }

  private static Duration pause(int failures) {
    Duration pause = FIRST.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS));
    return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
  }
}
