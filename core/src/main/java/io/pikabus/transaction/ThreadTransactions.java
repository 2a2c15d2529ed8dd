package io.pikabus.transaction;

import io.pikabus.SendException;
import io.pikabus.TransactionBody;
import io.pikabus.TransactionException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The bus's own transactions: a batch that belongs to a thread while {@link #around} runs, as
 * PikaBus has them around its handlers in Java SE, or {@link #inTransaction}.
 */
public final class ThreadTransactions implements Transactions {

  private final ThreadLocal<Batch> batches = new ThreadLocal<>();
  private final PostCommitSender dispatch;

  public ThreadTransactions(PostCommitSender dispatch) {
    this.dispatch = dispatch;
  }

  @Override
  public Optional<Batch> current() {
    return Optional.ofNullable(batches.get());
  }

  @Override
  public void markForRollback() {
    current().ifPresent(Batch::discard);
  }

  /** There are no callbacks. */
  @Override
  public boolean unheard() {
    return false;
  }

  @Override
  public <X extends Exception> void inTransaction(TransactionBody<X> body) throws X {
    if (batches.get() != null) {
      body.run();
      return;
    }
    Batch batch = Batch.ofBus(dispatch);
    batches.set(batch);
    boolean done = false;
    try {
      body.run();
      flush(batch);
      done = true;
    } finally {
      batches.remove();
      if (!done) {
        batch.discard();
      }
    }
    batch.committed();
  }

  private static void flush(Batch batch) {
    try {
      batch.flush();
    } catch (SendException first) {
      throw new TransactionException(
          batch.published().stream()
              .map(
                  each ->
                      TransactionException.Message.of(
                          each.message().envelope().destination(),
                          each.message().envelope().properties().messageId(),
                          each.outcome()))
              .toList(),
          first);
    }
  }

  @Override
  public CompletableFuture<@Nullable Void> around(Work work) throws Exception {
    Batch batch = new Batch(dispatch);
    batches.set(batch);
    try {
      work.run(batch);
      batch.flush();
    } catch (Exception | Error failure) {
      batch.discard();
      throw failure;
    } finally {
      batches.remove();
    }
    batch.committed();
    return batch.sent();
  }
}
