package io.pikabus.transaction;

/** When a message of a transaction leaves. */
public enum SendPhase {
  /** Confirmed before the database commits. */
  BEFORE_COMMIT,
  /** Published after the commit. */
  AFTER_COMMIT,
  /** Stored in the transaction's own database, and published from there after the commit. */
  STORED
}
