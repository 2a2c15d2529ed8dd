package io.pikabus.config;

/** What a message has to do with the transaction in which it is sent: page "Transactions". */
public enum TransactionMode {
  /** Nothing: it is sent at once. */
  NONE,
  /** It leaves when the transaction commits; a crash between the two is not covered. */
  LOCAL,
  /**
   * It is stored in the transaction's own database, and leaves after the commit, whatever happens.
   */
  OUTBOX,
  /**
   * It is handed over to a resource adapter, whose journal takes part in the transaction; it leaves
   * after the commit, whatever happens.
   */
  XA
}
