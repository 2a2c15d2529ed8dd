package io.pikabus.transaction.jta;

import io.pikabus.transaction.Batch;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;

/**
 * Flushes a batch at the end of {@code beforeCompletion}: registered once more from inside it, so
 * as to run behind the persistence provider's flush, whichever of the two came first. After the
 * commit it lets go what has waited for that.
 */
final class BatchSynchronization implements Synchronization {

  private static final System.Logger LOG = System.getLogger("io.pikabus.transaction");

  private final TransactionSynchronizationRegistry registry;
  private final Batch batch;

  BatchSynchronization(TransactionSynchronizationRegistry registry, Batch batch) {
    this.registry = registry;
    this.batch = batch;
  }

  @Override
  public void beforeCompletion() {
    registry.registerInterposedSynchronization(
        new Synchronization() {
          @Override
          public void beforeCompletion() {
            flush();
          }

          @Override
          public void afterCompletion(int status) {
            // The outer one is told as well.
          }
        });
  }

  private void flush() {
    try {
      batch.flush();
    } catch (RuntimeException notDone) {
      registry.setRollbackOnly();
      throw notDone;
    }
  }

  @Override
  public void afterCompletion(int status) {
    if (status == Status.STATUS_COMMITTED) {
      batch.committed();
      return;
    }
    long out = batch.confirmed();
    if (out > 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} messages are out, though their transaction did not commit (status {1}). Use idempotent receivers, or the outbox.",
          out,
          status);
    }
    batch.discard();
  }
}
