package io.pikabus.bus;

import io.pikabus.rabbitmq.Delivery;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The messages that are handled and committed, and not acknowledged yet because what they sent is
 * still on its way. The lane adds; whoever brings the confirms settles; every method holds the
 * monitor, and none calls out.
 */
final class Unacknowledged {

  private static final System.Logger LOG = System.getLogger("io.pikabus");

  private int underWay;

  /** Acknowledges a message when what it sent is out, or gives it back if that fails. */
  void add(Delivery delivery, CompletableFuture<@Nullable Void> sent) {
    begin();
    var settled =
        sent.whenComplete(
            (nothing, failure) -> {
              try {
                settle(delivery, failure);
              } finally {
                end();
              }
            });
    if (settled.isCompletedExceptionally()) {
      LOG.log(System.Logger.Level.DEBUG, "Given back at once.");
    }
  }

  private static void settle(Delivery delivery, @Nullable Throwable failure) {
    if (failure == null) {
      delivery.acknowledge();
      return;
    }
    LOG.log(
        System.Logger.Level.ERROR,
        "Message {0} of queue {1} is handled and committed, but what it sent is not all out, so it comes again: {2}",
        delivery.metadata().messageId(),
        delivery.metadata().queue(),
        failure.getMessage());
    delivery.requeue();
  }

  private synchronized void begin() {
    underWay++;
  }

  private synchronized void end() {
    underWay--;
    notifyAll();
  }

  /** Waits until all are settled, but not for ever. */
  synchronized void await(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (underWay > 0) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return;
      }
      wait(left);
    }
  }
}
