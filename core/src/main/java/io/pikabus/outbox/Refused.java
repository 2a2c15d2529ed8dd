package io.pikabus.outbox;

import io.pikabus.UnavailableException;
import java.sql.SQLException;

/**
 * What a caller is told whose inbox or outbox refused: a database that is away is an outage; one
 * that refuses this row, or another transaction's work beside it, is not. Pure.
 */
final class Refused {

  /** Data, a constraint, a conflict with another transaction, or a statement that took too long. */
  private static final String OF_ONE_ROW = "(21|22|23|40|44).*|55P03|57014|HYT00|HYT01";

  private static final int MOST = 100;

  private Refused() {}

  static RuntimeException of(String sentence, Exception refused) {
    return isOfOneRow(refused)
        ? new IllegalStateException(sentence, refused)
        : new UnavailableException(sentence, refused);
  }

  /** A batch of statements says in its next exceptions what happened. */
  private static boolean isOfOneRow(Throwable refused) {
    Throwable each = refused;
    for (int i = 0; each != null && i < MOST; i++) {
      SQLException sql = each instanceof SQLException one ? one : null;
      if (sql != null && sql.getSQLState() != null && sql.getSQLState().matches(OF_ONE_ROW)) {
        return true;
      }
      each =
          sql != null && sql.getNextException() != null ? sql.getNextException() : each.getCause();
    }
    return false;
  }
}
