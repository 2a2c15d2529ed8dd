package io.pikabus.transaction;

import io.pikabus.IncomingMetadata;

/** The port to whatever remembers, in the transaction's own database, which messages came. */
@FunctionalInterface
public interface Inbox {

  /**
   * Notes a message in the calling thread's transaction.
   *
   * @return false when it was handled before, by a transaction that has committed
   * @throws RuntimeException when it could not be noted: the transaction must roll back
   */
  boolean isFirst(IncomingMetadata message);
}
