package io.pikabus.bus;

import io.pikabus.SendOutcome;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.MessagePublisher;
import io.pikabus.rabbitmq.Delivery;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Replaces a message of a lane by its copy: the copy is confirmed first, then the original is
 * acknowledged. On the lane's thread; {@link #stop} from any other.
 */
final class Copies {

  private static final System.Logger LOG = System.getLogger("io.pikabus");

  /** Between two attempts to bring a copy of a message to where it goes. */
  private static final Duration RESEND_PAUSE = Duration.ofSeconds(1);

  private final String queue;
  private final MessagePublisher publisher;
  private final Duration confirmTimeout;
  private final CountDownLatch stopping = new CountDownLatch(1);

  Copies(String queue, MessagePublisher publisher, Duration confirmTimeout) {
    this.queue = queue;
    this.publisher = publisher;
    this.confirmTimeout = confirmTimeout;
  }

  /** No pause is waited for any more, and no further attempt is made. */
  void stop() {
    stopping.countDown();
  }

  /**
   * Until the copy is confirmed it is tried again, and marked, because the broker may have it
   * without our knowing.
   */
  void replace(Delivery delivery, Envelope first) {
    Envelope copy = first;
    while (!delivery.isLost()) {
      if (isSent(copy)) {
        delivery.acknowledge();
        return;
      }
      if (pauseInterrupted()) {
        delivery.requeue();
        return;
      }
      copy = copy.possibleDuplicate();
    }
  }

  private boolean isSent(Envelope copy) {
    try {
      SendOutcome outcome = publisher.publish(copy, confirmTimeout).join();
      if (outcome instanceof SendOutcome.Confirmed) {
        return true;
      }
      LOG.log(
          System.Logger.Level.ERROR,
          "{0} was not confirmed ({1}); the original stays in queue {2} and it is tried again.",
          copy.describe(),
          outcome,
          queue);
    } catch (RuntimeException unreachable) {
      LOG.log(
          System.Logger.Level.ERROR,
          "{0} could not be sent ({1}); the original stays in queue {2} and it is tried again.",
          copy.describe(),
          unreachable.getMessage(),
          queue);
    }
    return false;
  }

  private boolean pauseInterrupted() {
    try {
      return stopping.await(RESEND_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
