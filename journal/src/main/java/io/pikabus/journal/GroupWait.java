package io.pikabus.journal;

/**
 * How long the leader of a group waits for others before it forces. Threads that a force has just
 * let go come back with their next record within a moment; a force that starts without them makes
 * them wait twice. A value with named transitions.
 *
 * @param share of a force's time that may be waited
 * @param force how long a force takes, in nanoseconds, smoothed
 * @param population threads that were seen at the last force: its own, and those that waited for
 *     the next
 */
record GroupWait(double share, long force, int population) {

  static final double MOST = 0.25;
  static final double LEAST = 1.0 / 256;

  /** Before the first force. */
  static final GroupWait START = new GroupWait(MOST, 0, 0);

  /** How many nanoseconds to wait, for a group that has so many records to force. */
  long nanos(int joined) {
    return joined < population ? (long) (share * force) : 0;
  }

  /**
   * A leader has waited. It was worth it if the records that came are more than what the disk could
   * have forced meanwhile.
   *
   * @param before records when the wait began
   * @param after records when it ended
   * @param nanos that it took
   */
  GroupWait waited(int before, int after, long nanos) {
    boolean worth = (double) (after - before) * force > (double) before * nanos;
    double next = worth ? Math.min(MOST, share * 2) : Math.max(LEAST, share / 2);
    return new GroupWait(next, force, population);
  }

  /**
   * A group was forced.
   *
   * @param nanos that it took
   * @param members of the group
   * @param waiting that came meanwhile
   */
  GroupWait forced(long nanos, int members, int waiting) {
    long smoothed = force == 0 ? nanos : force + (nanos - force) / 8;
    return new GroupWait(share, smoothed, members + waiting);
  }
}
