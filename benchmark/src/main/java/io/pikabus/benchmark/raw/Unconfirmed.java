package io.pikabus.benchmark.raw;

import java.util.BitSet;

/**
 * Counts what a confirm covers. Sequence numbers start with 1 and are confirmed once each, singly
 * or all up to one. For the client's reader thread.
 */
final class Unconfirmed {

  private final BitSet ahead = new BitSet();
  private int oldest = 1;

  int settle(long sequence, boolean multiple) {
    int last = Math.toIntExact(sequence);
    if (!multiple) {
      ahead.set(last);
      advance();
      return 1;
    }
    int covered = 0;
    for (int each = oldest; each <= last; each++) {
      if (!ahead.get(each)) {
        covered++;
      }
    }
    oldest = Math.max(oldest, last + 1);
    advance();
    return covered;
  }

  /** All before it are confirmed. */
  int oldest() {
    return oldest;
  }

  private void advance() {
    oldest = Math.max(oldest, ahead.nextClearBit(oldest));
  }
}
