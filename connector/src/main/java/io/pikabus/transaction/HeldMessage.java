package io.pikabus.transaction;

import io.pikabus.SendOutcome;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.MessagePublisher;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A message that waits for its transaction.
 *
 * @param publisher of the broker for which it is
 * @param timeout for its confirm, from the flush on
 */
public record HeldMessage(Envelope envelope, MessagePublisher publisher, Duration timeout) {

  CompletableFuture<SendOutcome> publish() {
    return publisher.publish(envelope, timeout);
  }
}
