package io.pikabus.bus;

import io.pikabus.IncomingMetadata;
import io.pikabus.transaction.Batch;
import java.lang.reflect.Type;
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
