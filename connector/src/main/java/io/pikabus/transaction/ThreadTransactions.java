package io.pikabus.transaction;

import java.util.Optional;

/**
 * The bus's own transactions, for Java SE: a batch that belongs to a thread while {@link #around}
 * runs, as PikaBus has them around its handlers.
 */
public final class ThreadTransactions implements Transactions {

  /** What runs inside. */
  @FunctionalInterface
  public interface Work {
    /** Throws whatever it likes: nothing is sent then. */
    void run() throws Exception;
  }

  private final ThreadLocal<Batch> batches = new ThreadLocal<>();

  @Override
  public Optional<Batch> current() {
    return Optional.ofNullable(batches.get());
  }

  @Override
  public void markForRollback() {
    current().ifPresent(Batch::discard);
  }

  /**
   * Runs work in a transaction: what it sent is flushed when it returns, and dropped if it throws.
   *
   * @throws Exception the work's, or a {@link io.pikabus.SendException} of the flush
   */
  public void around(Work work) throws Exception {
    Batch batch = new Batch();
    batches.set(batch);
    try {
      work.run();
      batch.flush();
    } catch (Exception | Error failure) {
      batch.discard();
      throw failure;
    } finally {
      batches.remove();
    }
  }
}
