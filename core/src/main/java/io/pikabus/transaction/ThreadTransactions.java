package io.pikabus.transaction;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The bus's own transactions, for Java SE: a batch that belongs to a thread while {@link #around}
 * runs, as PikaBus has them around its handlers.
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
  public CompletableFuture<@Nullable Void> around(Work work) throws Exception {
    Batch batch = new Batch(dispatch, null);
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
