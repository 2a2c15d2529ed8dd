package io.pikabus.transaction.jta;

import io.pikabus.RolledBackException;
import io.pikabus.SendException;
import io.pikabus.TransactionBody;
import io.pikabus.UnavailableException;
import io.pikabus.transaction.Batch;
import io.pikabus.transaction.ThreadTransactions;
import io.pikabus.transaction.Transactions;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The container's transactions.
 *
 * <p>The batch is a resource of the transaction. It is flushed in {@code beforeCompletion}, behind
 * the persistence provider: a constraint that the database refuses there lets no message out, and a
 * message that the broker refuses lets the transaction roll back. Not guaranteed for messages that
 * leave before the commit: the database may still refuse it.
 *
 * <p>Called from any thread; holds no state.
 */
public final class JtaTransactions implements Transactions {

  private final ContainerServices container;
  private final Supplier<Batch> batches;
  private final ThreadTransactions elsewhere;

  /**
   * The transactions of a container.
   *
   * @param batches an empty one for each transaction
   * @param elsewhere where the container turns out to have none, and for {@link #inTransaction}
   *     where none has begun
   */
  public JtaTransactions(
      ContainerServices container, Supplier<Batch> batches, ThreadTransactions elsewhere) {
    this.container = container;
    this.batches = batches;
    this.elsewhere = elsewhere;
  }

  @Override
  public Optional<Batch> current() {
    TransactionSynchronizationRegistry registry = container.registry();
    if (registry == null) {
      return elsewhere.current();
    }
    int status = registry.getTransactionStatus();
    if (status == Status.STATUS_ACTIVE) {
      return Optional.of(enlist(registry));
    }
    if (isOutside(status)) {
      return elsewhere.current();
    }
    throw new IllegalStateException(
        "A message was refused: its transaction is %s and would not take it along. Send before the transaction is marked for rollback or completes."
            .formatted(name(status)));
  }

  /**
   * Whether a message has no transaction. A thread is still associated with a transaction that has
   * rolled back in two cases: in its {@code afterCompletion}, and when it has timed out under the
   * hands of the application, which must not send then.
   */
  private static boolean isOutside(int status) {
    return switch (status) {
      case Status.STATUS_NO_TRANSACTION, Status.STATUS_COMMITTED -> true;
      case Status.STATUS_ROLLEDBACK, Status.STATUS_UNKNOWN ->
          Callbacks.current() == Callbacks.AFTER_COMPLETION;
      default -> false;
    };
  }

  @Override
  public boolean unheard() {
    Callbacks callback = Callbacks.current();
    if (callback == Callbacks.BEFORE_COMPLETION) {
      markForRollback();
    }
    return callback != Callbacks.NONE;
  }

  @Override
  public void markForRollback() {
    TransactionSynchronizationRegistry registry = container.registry();
    int status = registry == null ? Status.STATUS_NO_TRANSACTION : registry.getTransactionStatus();
    if (registry != null && status == Status.STATUS_ACTIVE) {
      registry.setRollbackOnly();
    } else if (isOutside(status)) {
      elsewhere.markForRollback();
    }
  }

  @Override
  public <X extends Exception> void inTransaction(TransactionBody<X> body) throws X {
    if (current().isPresent()) {
      body.run();
    } else {
      elsewhere.inTransaction(body);
    }
  }

  private Batch enlist(TransactionSynchronizationRegistry registry) {
    if (registry.getResource(this) instanceof Batch enlisted) {
      return enlisted;
    }
    Batch batch = batches.get();
    registry.registerInterposedSynchronization(new BatchSynchronization(registry, batch));
    registry.putResource(this, batch);
    return batch;
  }

  @Override
  public CompletableFuture<@Nullable Void> around(Work work) throws Exception {
    UserTransaction transaction = container.userTransaction();
    TransactionSynchronizationRegistry registry = container.registry();
    if (transaction == null || registry == null) {
      return elsewhere.around(work);
    }
    begin(transaction);
    long begun = System.nanoTime();
    Batch batch;
    try {
      batch = enlist(registry);
      work.run(batch);
    } catch (Exception | Error failure) {
      rollBack(transaction, failure);
      throw failure;
    }
    commit(transaction, batch, Duration.ofNanos(System.nanoTime() - begun));
    return batch.sent();
  }

  private static void begin(UserTransaction transaction) {
    try {
      transaction.begin();
    } catch (NotSupportedException | SystemException | RuntimeException refused) {
      throw new UnavailableException(
          "No transaction could be begun around a handler: " + refused.getMessage(), refused);
    }
  }

  private static void rollBack(UserTransaction transaction, Throwable failure) {
    try {
      // Also after a timeout: it frees the thread of the transaction.
      transaction.rollback();
    } catch (SystemException | RuntimeException refused) {
      failure.addSuppressed(refused);
    }
  }

  private static void commit(UserTransaction transaction, Batch batch, Duration took) {
    int status = status(transaction);
    if (status != Status.STATUS_ACTIVE) {
      RolledBackException undone = new RolledBackException(undone(status, took), null);
      rollBack(transaction, undone);
      throw undone;
    }
    try {
      transaction.commit();
    } catch (RollbackException
        | HeuristicMixedException
        | HeuristicRollbackException
        | SystemException
        | RuntimeException refused) {
      if (unconfirmed(refused) instanceof SendException failure) {
        throw new SendException(failure);
      }
      throw new RolledBackException(
          "The handler returned, and its transaction did not commit: " + refused.getMessage(),
          refused);
    }
  }

  /** A handler whose transaction has timed out may have found out, and caught it. */
  private static String undone(int status, Duration took) {
    return status == Status.STATUS_MARKED_ROLLBACK
        ? "The handler returned after %s, and its transaction is marked for rollback: it called setRollbackOnly, caught an exception that marked it, or took longer than the transaction timeout. If it was the timeout, make the handler faster, raise the timeout, or set transacted = false."
            .formatted(took)
        : "The transaction was rolled back while its handler was still at work: it took longer than the transaction timeout (it returned after %s). Make it faster, raise the timeout, or set transacted = false."
            .formatted(took);
  }

  /** The message that was not confirmed, if that is why. */
  private static @Nullable Throwable unconfirmed(Throwable refused) {
    for (Throwable each = refused; each != null; each = each.getCause()) {
      if (each instanceof SendException) {
        return each;
      }
      for (Throwable suppressed : each.getSuppressed()) {
        if (suppressed instanceof SendException) {
          return suppressed;
        }
      }
    }
    return null;
  }

  private static int status(UserTransaction transaction) {
    try {
      return transaction.getStatus();
    } catch (SystemException unknown) {
      return Status.STATUS_UNKNOWN;
    }
  }

  private static String name(int status) {
    return switch (status) {
      case Status.STATUS_MARKED_ROLLBACK -> "marked for rollback, or has timed out";
      case Status.STATUS_ROLLEDBACK, Status.STATUS_ROLLING_BACK, Status.STATUS_NO_TRANSACTION ->
          "rolled back, or has timed out";
      case Status.STATUS_COMMITTED -> "committed";
      default -> "completing (status " + status + ")";
    };
  }
}
