package io.pikabus.rabbitmq;

import io.pikabus.time.Deadline;
import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * The pause between the declaration of a new quorum queue and its first binding, shared by all that
 * open on one connection. Only on the connection's own thread.
 *
 * <p>It lets the broker write down that it has the queue. RabbitMQ writes its directory of quorum
 * queues twice a second: killed before, it comes back with a queue that never elects a leader (seen
 * on 3.10.8 as a single node), and whatever was confirmed into it would be out of reach.
 */
final class GracePeriod {

  private static final Duration PAUSE = Duration.ofMillis(1100);

  private Deadline over = Deadline.in(Duration.ZERO);

  /** A queue is new. */
  void begin() {
    over = Deadline.in(PAUSE);
  }

  /** Until the youngest queue has settled; zero when none is new. */
  Duration left() {
    return over.left();
  }

  /** The whole pause, for one who can wait. By any thread. */
  static void await() throws InterruptedIOException {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while a new quorum queue settled.");
    }
  }
}
