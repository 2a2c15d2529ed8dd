package io.pikabus.transaction;

import io.pikabus.TransactionBody;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The port to whatever begins and ends transactions. Called from any thread. */
public interface Transactions {

  /** What runs inside a transaction. */
  @FunctionalInterface
  interface Work {
    /**
     * Works.
     *
     * @param batch of the transaction, for threads that do not belong to it
     * @throws Exception whatever it likes: nothing is sent then
     */
    void run(Batch batch) throws Exception;
  }

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

  /**
   * A message could not be sent, and its sender is about to be told by an exception. In a callback
   * before the completion of a transaction, where CDI keeps exceptions to itself, the transaction
   * is marked for rollback: it must not commit without its message.
   *
   * @return whether the calling thread is in a callback of a completing transaction, so that nobody
   *     may hear of the exception
   */
  boolean unheard();

  /**
   * Runs work in the transaction of the calling thread if it has one, else in one of the bus's own:
   * what was sent leaves together when the work returns, and not at all when it throws.
   *
   * @throws X the work's own
   * @throws io.pikabus.TransactionException when a message of the bus's own transaction was not
   *     confirmed
   * @throws IllegalStateException when the thread has a transaction that takes no more messages
   */
  <X extends Exception> void inTransaction(TransactionBody<X> body) throws X;

  /**
   * Runs work in a transaction of its own: committed when it returns, rolled back when it throws.
   *
   * @return of a transaction that has committed: completed when its messages are out, as {@link
   *     Batch#sent}
   * @throws Exception the work's; a {@link io.pikabus.SendException} when a message was not
   *     confirmed; a {@link io.pikabus.RolledBackException} when the transaction did not commit for
   *     another reason
   */
  CompletableFuture<@Nullable Void> around(Work work) throws Exception;
}
