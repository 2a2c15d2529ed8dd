package io.pikabus.arquillian.apps.sales;

/** How a transaction ends. */
public enum Ending {
  /** The method returns. */
  COMMIT,
  /** It throws. */
  EXCEPTION,
  /** It marks the transaction for rollback and returns. */
  ROLLBACK_ONLY,
  /** The database refuses the row when the entity manager flushes at the end. */
  REFUSED_ROW,
  /** The same by JDBC, in a synchronization that was registered after the message was sent. */
  REFUSED_STATEMENT
}
