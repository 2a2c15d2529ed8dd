package io.pikabus.config;

/** When the messages of a transaction of mode {@link TransactionMode#LOCAL} leave. */
public enum FlushTime {
  /** Confirmed before the database commits: a broker that is down rolls the work back. */
  BEFORE_COMMIT,
  /** After the commit: never a message without its commit. */
  AFTER_COMMIT
}
