package io.pikabus.engine;

import io.pikabus.transaction.Batch;
import io.pikabus.transaction.ThreadTransactions;
import io.pikabus.transaction.Transactions;
import java.util.function.Supplier;

/** The port through which an engine takes part in the transactions of a container. */
@FunctionalInterface
public interface TransactionPort {

  /**
   * Called once, while the engine is made.
   *
   * @param batches an empty one for each transaction
   * @param own those of Java SE, for where the container has none
   */
  Transactions transactions(Supplier<Batch> batches, ThreadTransactions own);
}
