package io.pikabus.bus;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.bus.HeldDelivery.Outcome;
import io.pikabus.rabbitmq.Delivery;
import io.pikabus.text.Printable;
import io.pikabus.time.Deadline;
import io.pikabus.transaction.Batch;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The messages that are handled and committed, and not acknowledged yet because what they sent is
 * still on its way. The lane adds; whoever brings the confirms settles; every method holds the
 * monitor, and none calls out.
 */
final class Unacknowledged {

  private static final System.Logger LOG = System.getLogger("io.pikabus");

  private final HeldDeliveries held;

  @GuardedBy("this")
  private int underWay;

  /**
   * None yet.
   *
   * @param held takes over those of which something is not out
   */
  Unacknowledged(HeldDeliveries held) {
    this.held = held;
  }

  /** Acknowledges a message when what it sent is out; until then what is missing is sent again. */
  void add(Delivery delivery, Handling.Sent sent) {
    begin();
    var settled =
        sent.out()
            .whenComplete(
                (nothing, failure) -> {
                  try {
                    settle(delivery, sent, failure);
                  } finally {
                    end();
                  }
                });
    if (settled.isCompletedExceptionally()) {
      LOG.log(System.Logger.Level.DEBUG, "Something is to be sent again at once.");
    }
  }

  private void settle(Delivery delivery, Handling.Sent sent, @Nullable Throwable failure) {
    if (failure == null) {
      delivery.acknowledge();
      return;
    }
    Batch batch = sent.batch();
    if (batch == null) {
      delivery.requeue();
      return;
    }
    HeldDelivery unsent = new HeldDelivery(delivery, () -> again(delivery, batch));
    unsent.fail(reason(failure));
    held.add(unsent);
  }

  /** Not the handler: what it did is committed. */
  private static CompletableFuture<Outcome> again(Delivery delivery, Batch batch) {
    return batch
        .sendAgain()
        .handle(
            (nothing, failure) -> {
              if (failure != null) {
                return new Outcome.Failed(reason(failure));
              }
              delivery.acknowledge();
              return new Outcome.Done();
            });
  }

  private static String reason(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return "It is handled and committed, but what it sent is not all out. "
        + Printable.of(cause.getMessage());
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
    Deadline deadline = Deadline.in(timeout);
    while (underWay > 0) {
      long left = deadline.millisLeft();
      if (left <= 0) {
        return;
      }
      wait(left);
    }
  }
}
