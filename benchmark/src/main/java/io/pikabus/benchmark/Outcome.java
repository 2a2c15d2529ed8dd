package io.pikabus.benchmark;

/**
 * A row of the result.
 *
 * @param ratio so turned that more is better
 */
record Outcome(String work, String against, double goal, Spread ratio) {

  boolean isReached() {
    return ratio.median() >= goal;
  }
}
