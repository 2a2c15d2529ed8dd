package io.pikabus.bus;

import io.pikabus.IncomingMetadata;
import io.pikabus.transaction.Batch;
import java.lang.reflect.Type;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What a lane does with each message. */
public interface DeliverySink {

  /**
   * Waits until a message is wanted.
   *
   * @return false when none will be wanted any more
   */
  boolean awaitDemand() throws InterruptedException;

  /**
   * Where a message is handled.
   *
   * @param own of the lane; runs work on the thread that gives it, within the container's context
   */
  default Executor context(IncomingMetadata metadata, Executor own) {
    return own;
  }

  /**
   * Waits until this very message is wanted. It holds back all behind it, so that their order
   * stays.
   *
   * @return false when it will not be wanted any more: it goes back to its queue
   */
  default boolean awaitDemand(IncomingMetadata metadata) throws InterruptedException {
    return true;
  }

  /**
   * What a message's body is decoded to.
   *
   * @param declared for all messages of the lane
   * @throws io.pikabus.PayloadException when nobody takes such a message
   */
  default Type payload(IncomingMetadata metadata, Type declared) {
    return declared;
  }

  /**
   * Handles one message; returning means handled.
   *
   * @param transaction inside which it is handled; null when there is none of ours
   * @throws AbandonedException when nobody said whether it was handled: it goes back to its queue
   * @throws Exception any other: it was not handled
   */
  void handle(IncomingMetadata metadata, Object payload, @Nullable Batch transaction)
      throws Exception;

  /** Nobody said whether a message was handled, and nobody will. */
  final class AbandonedException extends Exception {
    private static final long serialVersionUID = 1L;

    public AbandonedException(String message) {
      super(message);
    }
  }
}
