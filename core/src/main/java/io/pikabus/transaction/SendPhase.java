package io.pikabus.transaction;

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
    return messages.stream().filter(each -> each.departure() == this).toList();
  }
}
