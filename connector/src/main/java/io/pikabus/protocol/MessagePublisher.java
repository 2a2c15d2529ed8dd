package io.pikabus.protocol;

import io.pikabus.SendOutcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Whoever can bring an envelope to a broker: the port between deciding and doing. */
@FunctionalInterface
public interface MessagePublisher {

  /**
   * Publishes a message.
   *
   * @param timeout for everything, reconnections included
   * @return completed with the outcome within the timeout, never exceptionally; what depends on it
   *     must not block
   */
  CompletableFuture<SendOutcome> publish(Envelope envelope, Duration timeout);
}
