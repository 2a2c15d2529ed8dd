package io.pikabus.transaction.jta;

import io.pikabus.transaction.Batch;
import io.pikabus.transaction.BatchState;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;

/**
 * Flushes a batch at the end of {@code beforeCompletion}: registered once more from inside it, so
 * as to run behind the persistence provider's flush, whichever of the two came first.
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
    } catch (RuntimeException notConfirmed) {
      registry.setRollbackOnly();
      throw notConfirmed;
    }
  }

  @Override
  public void afterCompletion(int status) {
    int sent = batch.size();
    if (status != Status.STATUS_COMMITTED && batch.state() == BatchState.FLUSHED) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} messages are out, though their transaction did not commit (status {1}). Use idempotent receivers, or the outbox.",
          sent,
          status);
    }
    batch.discard();
  }
}
