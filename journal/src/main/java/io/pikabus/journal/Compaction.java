package io.pikabus.journal;

import java.util.List;

/**
 * What compaction keeps. Segments are given up from the oldest on; what lives in them is carried
 * into the newest. So many are given up that the rest is at most twice what lives, and two
 * segments.
 *
 * @param first the number of the oldest segment that is kept
 * @param carried octets that are copied out of those before it
 */
record Compaction(long first, long carried) {

  /** Copied at one time, in segments: while it lasts nobody can append. */
  static final int MOST_CARRIED = 4;

  /**
   * How a segment is used.
   *
   * @param size octets of the file
   * @param live octets to copy if it is given up
   */
  record Usage(long number, long size, long live) {}

  /**
   * When a new segment is begun.
   *
   * @param segments all there are, the oldest first; not empty
   * @param outcomes octets that are reserved for decisions
   * @param segmentSize the usual size
   */
  static Compaction plan(List<Usage> segments, long outcomes, long segmentSize) {
    long total = segments.stream().mapToLong(Usage::size).sum();
    long live = segments.stream().mapToLong(Usage::live).sum() + outcomes;
    long carried = 0;
    for (Usage oldest : segments) {
      boolean dead = oldest.live() == 0;
      boolean crowded = total > 2 * live + 2 * segmentSize;
      boolean few = carried == 0 || carried + oldest.live() <= MOST_CARRIED * segmentSize;
      if (!dead && !(crowded && few)) {
        return new Compaction(oldest.number(), carried);
      }
      total -= oldest.size();
      carried += oldest.live();
    }
    return new Compaction(segments.get(segments.size() - 1).number() + 1, carried);
  }

  /**
   * The oldest segment in which something lives; the newest at most.
   *
   * @param segments all there are, the oldest first; not empty
   */
  static long firstLiving(List<Usage> segments) {
    return segments.stream()
        .limit(segments.size() - 1L)
        .filter(each -> each.live() > 0)
        .findFirst()
        .orElse(segments.get(segments.size() - 1))
        .number();
  }

  /** Whether dead segments are worth a force of their own, because they take too much room. */
  static boolean isWorthFreeing(List<Usage> segments, long segmentSize) {
    long first = firstLiving(segments);
    long dead =
        segments.stream().filter(each -> each.number() < first).mapToLong(Usage::size).sum();
    return dead > 2 * segmentSize;
  }

  /**
   * The size of a new segment: half of it, or of the usual size, is free for what comes.
   *
   * @param carried octets copied into it
   * @param reserved octets for outcomes
   * @param need octets of the record for which it is made
   */
  static long sizeOfNew(long carried, long reserved, long need, long segmentSize) {
    return Math.max(segmentSize, SegmentHeader.SIZE + carried + reserved + need + segmentSize / 2);
  }
}
