package io.pikabus.rabbitmq;

import io.pikabus.text.Printable;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the broker has delivered and nobody has taken yet, in the order of the queue. Invariant: it
 * came on the present channel, or is already known to be lost.
 */
final class DeliveredAhead {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  private final String queue;
  private final BlockingQueue<Delivery> deliveries;

  /**
   * Holds nothing of its own.
   *
   * @param deliveries may be shared by several queues
   */
  DeliveredAhead(String queue, BlockingQueue<Delivery> deliveries) {
    this.queue = queue;
    this.deliveries = deliveries;
  }

  void add(Delivery delivery) {
    deliveries.add(delivery);
  }

  /**
   * Takes the next one that is not lost.
   *
   * @return null when none came in time
   */
  @Nullable Delivery poll(Duration timeout) throws InterruptedException {
    Delivery delivery = deliveries.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
    while (delivery != null && delivery.isLost()) {
      delivery = deliveries.poll();
    }
    return delivery;
  }

  @Nullable Delivery first() {
    return deliveries.peek();
  }

  /**
   * All of it goes back to the queue, in order: the broker delivers it again, here or elsewhere.
   */
  void giveBack() {
    int count = giveBackAll();
    if (count > 0) {
      LOG.log(
          System.Logger.Level.INFO,
          "{0} messages that had been delivered ahead went back to queue {1}.",
          count,
          Printable.of(queue));
    }
  }

  /** As {@link #giveBack}, since the message before is handled for so long. */
  void giveBackOverdue() {
    LOG.log(
        System.Logger.Level.INFO,
        "Handling messages of queue {0} takes long: {1} that had waited for {2} went back to it.",
        Printable.of(queue),
        giveBackAll(),
        PrefetchWindow.OVERDUE);
  }

  private int giveBackAll() {
    int count = 0;
    for (Delivery each = deliveries.poll(); each != null; each = deliveries.poll()) {
      each.requeue();
      count++;
    }
    return count;
  }

  /** Forgets it: its channel is closed, and the broker has it back. */
  void clear() {
    deliveries.clear();
  }
}
