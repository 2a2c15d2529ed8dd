package io.pikabus.transaction;

import java.util.ArrayList;
import java.util.List;

/** When a message of a transaction leaves. */
public enum SendPhase {
  /** Confirmed before the database commits. */
  BEFORE_COMMIT,
  /** Published after the commit. */
  AFTER_COMMIT,
  /** Stored in the transaction's own database, and published from there after the commit. */
  STORED,
  /** Handed over to a resource that takes part in the transaction, and published by that one. */
  HANDED_OVER;

  /** Those that leave so, in their order. */
  List<TransactionalMessage> of(List<TransactionalMessage> messages) {
    // By hand, as all that is done for each delivery: a stream costs more than its work.
    List<TransactionalMessage> those = new ArrayList<>();
    for (TransactionalMessage each : messages) {
      if (each.departure() == this) {
        those.add(each);
      }
    }
    return those;
  }
}
