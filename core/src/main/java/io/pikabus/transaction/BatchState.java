package io.pikabus.transaction;

/** Where a batch stands. */
public enum BatchState {
  /** Takes messages. */
  OPEN,
  /** Being stored and published; takes no more. */
  FLUSHING,
  /** All that goes before the commit is stored or confirmed. */
  FLUSHED,
  /** Some message was not: the transaction must not commit. */
  FAILED,
  /** The database has committed; the rest leaves. */
  COMMITTED,
  /** Rolled back: nothing leaves any more. */
  DISCARDED;

  BatchState flush() {
    return next(this == OPEN, FLUSHING, "flush");
  }

  BatchState flushed() {
    return next(this == FLUSHING, FLUSHED, "end the flush of");
  }

  BatchState failed() {
    return next(this == FLUSHING, FAILED, "fail the flush of");
  }

  BatchState committed() {
    return next(this == FLUSHED, COMMITTED, "commit");
  }

  /** At a rollback, whatever came before it. */
  BatchState discarded() {
    return DISCARDED;
  }

  private BatchState next(boolean legal, BatchState next, String what) {
    if (!legal) {
      throw new IllegalStateException(
          "Cannot %s a transaction's messages when they are %s.".formatted(what, this));
    }
    return next;
  }
}
