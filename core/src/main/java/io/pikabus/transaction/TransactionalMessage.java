package io.pikabus.transaction;

import io.pikabus.SendException;
import io.pikabus.SendOutcome;
import io.pikabus.protocol.Address;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.MessagePublisher;
import io.pikabus.recovery.FailureHeaders;
import io.pikabus.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A message that waits for its transaction.
 *
 * @param publisher of the broker for which it is
 * @param timeout for its confirm, from the moment it leaves
 * @param errors where it goes when it has left with a commit and cannot be delivered
 * @param orderingKey within which it keeps its order across transactions; null for none
 */
public record TransactionalMessage(
    Envelope envelope,
    MessagePublisher publisher,
    Duration timeout,
    SendPhase departure,
    Address errors,
    @Nullable String orderingKey) {

  /**
   * Does something for each of some messages that publishes it. They leave together if they go to
   * one broker: none waits while another broker holds up the thread.
   */
  public static void together(
      List<TransactionalMessage> messages, Consumer<TransactionalMessage> publishing) {
    if (haveOneBroker(messages)) {
      messages.get(0).publisher.together(() -> messages.forEach(publishing));
    } else {
      messages.forEach(publishing);
    }
  }

  private static boolean haveOneBroker(List<TransactionalMessage> messages) {
    for (TransactionalMessage each : messages) {
      if (!each.publisher.equals(messages.get(0).publisher)) {
        return false;
      }
    }
    return !messages.isEmpty();
  }

  CompletableFuture<SendOutcome> publish() {
    return publisher.publish(envelope, timeout);
  }

  CompletableFuture<SendOutcome> publish(Deadline deadline) {
    return publisher.publish(envelope, deadline);
  }

  /** When the time of messages is over that begin to leave with this one. */
  public Deadline deadline() {
    return Deadline.in(timeout);
  }

  /** What goes to the error queue in its place. */
  Envelope undeliverable(SendException reason) {
    return envelope
        .with(FailureHeaders.undeliverable(envelope, reason.getMessage()))
        .undeferred()
        .via(errors);
  }

  /** The same message, to be sent again: a receiver may see it twice. */
  public TransactionalMessage possibleDuplicate() {
    return new TransactionalMessage(
        envelope.possibleDuplicate(), publisher, timeout, departure, errors, orderingKey);
  }
}
