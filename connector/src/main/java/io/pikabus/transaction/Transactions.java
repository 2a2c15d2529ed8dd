package io.pikabus.transaction;

import java.util.Optional;

/** The port to whatever begins and ends transactions. Called from any thread. */
public interface Transactions {

  /**
   * The batch of the calling thread's transaction, which is enlisted the first time.
   *
   * @return empty when the thread has no transaction
   * @throws IllegalStateException when it has one that takes no more messages: marked for rollback,
   *     timed out, or completing
   */
  Optional<Batch> current();

  /** The calling thread's transaction, if there is one, shall not commit. */
  void markForRollback();

  /** Where there are none. */
  static Transactions none() {
    return new Transactions() {
      @Override
      public Optional<Batch> current() {
        return Optional.empty();
      }

      @Override
      public void markForRollback() {
        // There is nothing to roll back.
      }
    };
  }
}
