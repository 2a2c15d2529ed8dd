package io.pikabus.protocol;

import io.pikabus.SendOutcome;
import io.pikabus.time.Deadline;
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
  default CompletableFuture<SendOutcome> publish(Envelope envelope, Duration timeout) {
    return publish(envelope, Deadline.in(timeout));
  }

  /**
   * Publishes one of several messages that share a deadline: when it has passed for one it has for
   * all, so that none is written behind another that was given up.
   *
   * @return completed with the outcome by the deadline, never exceptionally; what depends on it
   *     must not block
   */
  CompletableFuture<SendOutcome> publish(Envelope envelope, Deadline deadline);

  /**
   * Does what publishes several messages, all on the calling thread: the first may wait for the
   * last, so that they leave together.
   */
  default void together(Runnable publications) {
    publications.run();
  }
}
