package io.pikabus.recovery;

import java.time.Duration;

/** How long to wait before the next attempt: doubling, capped, with jitter. */
public final class Backoff {

  public static final Duration FIRST = Duration.ofMillis(100);
  public static final Duration LONGEST = Duration.ofSeconds(10);

  /** After a refusal that only a person can mend. */
  public static final Duration REFUSED = Duration.ofSeconds(30);

  private static final int DOUBLINGS = 9;

  private Backoff() {}

  /** Before a queue is consumed again over which the whole connection may have ended. */
  public static Duration suspicious(int failures) {
    return Duration.ofSeconds(Math.min(1L << Math.min(failures, 10), 30));
  }

  /**
   * The pause after a failure.
   *
   * @param failures in a row, from 1
   * @param random from 0 to 1, so that many clients do not return at the same moment
   * @return between half of the step and the whole of it
   */
  public static Duration after(int failures, double random) {
    return after(failures, LONGEST, random);
  }

  /** The pause after a refusal that only a person can mend: it grows further. */
  public static Duration refused(int failures, double random) {
    return after(failures, REFUSED, random);
  }

  /**
   * The pause after a login that was refused though it was accepted before: a node that starts
   * refuses for a moment. It soon grows, so that an account is not locked when it was not for a
   * moment: at most eight attempts in the first minute.
   *
   * @param refusals in a row, from 1
   * @param random from 0 to 1
   * @return between half of the step and the whole of it: 1, 2, 4, 8, 16, then 30 seconds
   */
  public static Duration refusedAgain(int refusals, double random) {
    return after(Duration.ofSeconds(1), refusals, REFUSED, random);
  }

  /**
   * The pause of somebody who alone asks, after failures in a row.
   *
   * @param first pause; also the longest, if it is longer than {@link #LONGEST}
   * @param failures in a row, from 1
   */
  public static Duration alone(Duration first, int failures) {
    Duration longest = first.compareTo(LONGEST) > 0 ? first : LONGEST;
    Duration step = first.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), DOUBLINGS));
    return step.compareTo(longest) < 0 ? step : longest;
  }

  private static Duration after(int failures, Duration longest, double random) {
    return after(FIRST, failures, longest, random);
  }

  private static Duration after(Duration first, int failures, Duration longest, double random) {
    long step = first.toMillis() << Math.min(Math.max(failures - 1, 0), DOUBLINGS);
    long capped = Math.min(step, longest.toMillis());
    return Duration.ofMillis(capped / 2 + (long) (random * capped / 2));
  }
}
