package io.pikabus.journal;

/** What the journal knows of a branch. */
enum BranchState {
  /** Never prepared, or over. */
  ABSENT,
  /** The manager has our promise and has not decided. */
  PREPARED,
  /** Decided, and not everything is delivered. */
  COMMITTED;

  BranchState prepare() {
    return next(this == ABSENT, PREPARED, "prepared");
  }

  BranchState commit() {
    return next(this == PREPARED, COMMITTED, "committed");
  }

  BranchState rollBack() {
    return next(this == PREPARED, ABSENT, "rolled back");
  }

  /**
   * Delivered. From {@link #PREPARED} too: what is delivered at once needs no record in between.
   */
  BranchState done() {
    return next(this != ABSENT, ABSENT, "done");
  }

  private BranchState next(boolean legal, BranchState next, String what) {
    if (!legal) {
      throw new IllegalStateException("A branch that is %s cannot be %s.".formatted(this, what));
    }
    return next;
  }
}
