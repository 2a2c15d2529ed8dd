package io.pikabus.benchmark;

/**
 * A row of the result.
 *
 * @param ratio so turned that more is better
 * @param pairs how many it comes from; 0 for what was counted
 */
record Outcome(String work, String against, double goal, Interval ratio, int pairs) {

  /** An interval so narrow needs no more rounds, whatever it says. */
  private static final double NARROW = 0.08;

  /** One that tells whether the goal is reached may be wider. */
  private static final double WIDE = 0.3;

  Verdict verdict() {
    return Verdict.of(ratio, goal);
  }

  /** Whether more rounds would say nothing new. */
  boolean isSettled() {
    return ratio.width() <= (verdict() == Verdict.CANNOT_TELL ? NARROW : WIDE);
  }
}
