package io.pikabus.journal;

/** What a frame of the journal says, without the octets that it may carry. */
sealed interface LogRecord {

  /**
   * A branch that is prepared; carries octets.
   *
   * @param time when, in milliseconds since 1970
   */
  record Prepared(BranchId branch, long time) implements LogRecord {}

  /**
   * The decision to commit.
   *
   * @param number its place in the order of commits, from 1
   */
  record Committed(BranchId branch, long number) implements LogRecord {}

  /** The decision to roll back. */
  record RolledBack(BranchId branch) implements LogRecord {}

  /** Everything of the branch is delivered. */
  record Done(BranchId branch) implements LogRecord {}

  /**
   * A living branch, copied by compaction from a segment that is given up; carries octets.
   *
   * @param number its place in the order of commits; 0 while it is only prepared
   * @param time when it was prepared
   */
  record Carried(BranchId branch, long number, long time) implements LogRecord {}

  /**
   * No older segment is needed.
   *
   * @param first the number of the oldest segment that is
   */
  record Freed(long first) implements LogRecord {}

  /** The journal was closed in good order. */
  record Closed() implements LogRecord {}
}
