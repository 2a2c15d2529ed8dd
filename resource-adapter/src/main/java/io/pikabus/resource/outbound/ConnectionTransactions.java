package io.pikabus.resource.outbound;

import io.pikabus.TransactionBody;
import io.pikabus.transaction.Batch;
import io.pikabus.transaction.Transactions;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one handle: the branch for which its managed connection works, or those of
 * the engine where the thread has none.
 */
final class ConnectionTransactions implements Transactions {

  private final Supplier<PooledConnection> connection;
  private final @Nullable TransactionSynchronizationRegistry registry;
  private final Transactions elsewhere;

  /**
   * Of a handle.
   *
   * @param connection of the handle now; throws when it is closed
   */
  ConnectionTransactions(
      Supplier<PooledConnection> connection,
      @Nullable TransactionSynchronizationRegistry registry,
      Transactions elsewhere) {
    this.connection = connection;
    this.registry = registry;
    this.elsewhere = elsewhere;
  }

  @Override
  public Optional<Batch> current() {
    Optional<Batch> batch = connection.get().branch().batch();
    return switch (Belonging.of(batch.isPresent(), status())) {
      case BRANCH -> batch;
      case NONE -> elsewhere.current();
      case STRANGER ->
          throw new IllegalStateException(
              "A message was refused: this connection is no part of the thread's transaction. Open it after the transaction has begun, and close it before it ends; and configure its pool for XA transactions.");
      case ENDING ->
          throw new IllegalStateException(
              "A message was refused: its transaction is marked for rollback, has timed out or is over, and would not take it along.");
    };
  }

  private int status() {
    return registry == null ? Status.STATUS_NO_TRANSACTION : registry.getTransactionStatus();
  }

  @Override
  public void markForRollback() {
    connection.get().branch().fail();
  }

  /** Callbacks of a completing transaction hear of exceptions as they hear of any. */
  @Override
  public boolean unheard() {
    return false;
  }

  @Override
  public <X extends Exception> void inTransaction(TransactionBody<X> body) throws X {
    if (connection.get().branch().batch().isPresent()) {
      body.run();
    } else {
      elsewhere.inTransaction(body);
    }
  }

  @Override
  public CompletableFuture<@Nullable Void> around(Work work) throws Exception {
    return elsewhere.around(work);
  }
}
