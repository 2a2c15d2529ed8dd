package io.pikabus.transaction;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The port to whatever keeps messages in a resource of their transaction: a database, a journal.
 */
public interface MessageStore {

  /**
   * A message will be stored when the calling thread's transaction completes.
   *
   * @throws io.pikabus.UnavailableException when it is known that nothing can be stored now
   */
  void expect();

  /**
   * Stores messages as part of the calling thread's transaction, which is about to complete.
   *
   * @param messages in the order of sending
   * @throws RuntimeException when they could not be stored: the transaction must roll back
   */
  Receipt store(List<TransactionalMessage> messages);

  /** For what was stored. Exactly one of the methods is called, by any thread. */
  interface Receipt {
    /**
     * The transaction has committed: the messages leave.
     *
     * @return completed when the broker has all, or those that it has not will be sent from the
     *     resource whatever happens here
     */
    CompletableFuture<@Nullable Void> committed();

    /** It has not, or nobody knows. */
    void abandoned();
  }
}
