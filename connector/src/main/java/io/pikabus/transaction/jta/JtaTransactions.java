package io.pikabus.transaction.jta;

import io.pikabus.transaction.Batch;
import io.pikabus.transaction.Transactions;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The container's transactions: mode {@code local} with {@code flush = before-commit}.
 *
 * <p>The batch is a resource of the transaction. It is flushed in {@code beforeCompletion}, behind
 * the persistence provider: a constraint that the database refuses there lets no message out, and a
 * message that the broker refuses lets the transaction roll back. Not guaranteed: the database may
 * still refuse its commit after the flush.
 *
 * <p>Called from any thread; what it holds never changes once it is found.
 */
public final class JtaTransactions implements Transactions {

  private volatile @Nullable TransactionSynchronizationRegistry registry;

  @Override
  public Optional<Batch> current() {
    TransactionSynchronizationRegistry found = find();
    if (found == null) {
      return Optional.empty();
    }
    return switch (found.getTransactionStatus()) {
      case Status.STATUS_NO_TRANSACTION -> Optional.empty();
      case Status.STATUS_ACTIVE -> Optional.of(enlist(found));
      default ->
          throw new IllegalStateException(
              "A message was refused: its transaction is %s and would not take it along. Send before the transaction is marked for rollback or completes."
                  .formatted(name(found.getTransactionStatus())));
    };
  }

  @Override
  public void markForRollback() {
    TransactionSynchronizationRegistry found = find();
    if (found != null && found.getTransactionStatus() == Status.STATUS_ACTIVE) {
      found.setRollbackOnly();
    }
  }

  private Batch enlist(TransactionSynchronizationRegistry found) {
    if (found.getResource(this) instanceof Batch enlisted) {
      return enlisted;
    }
    Batch batch = new Batch();
    found.registerInterposedSynchronization(new BatchSynchronization(found, batch));
    found.putResource(this, batch);
    return batch;
  }

  private @Nullable TransactionSynchronizationRegistry find() {
    TransactionSynchronizationRegistry found = registry;
    if (found == null) {
      found = Directory.transactionSynchronizationRegistry();
      registry = found;
    }
    return found;
  }

  private static String name(int status) {
    return switch (status) {
      case Status.STATUS_MARKED_ROLLBACK -> "marked for rollback";
      case Status.STATUS_ROLLEDBACK, Status.STATUS_ROLLING_BACK -> "rolled back or timed out";
      case Status.STATUS_COMMITTED -> "committed";
      default -> "completing (status " + status + ")";
    };
  }
}
