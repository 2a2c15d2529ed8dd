package io.pikabus.bus;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.rabbitmq.Delivery;
import io.pikabus.rabbitmq.QueueReceiver;
import io.pikabus.text.Printable;
import io.pikabus.transaction.Participant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one transaction has received from one queue: acknowledged after its commit, back in its
 * queue after its rollback.
 *
 * <p>The transaction may end under the hands of a thread that waits for a message, by the thread
 * that ends transactions which take too long. What comes then goes back, and the receiver is given
 * back by whichever is the last. Fields change under the monitor; {@code receiving} lets one thread
 * wait at a time.
 */
final class ReceivedDeliveries implements Participant {

  /** Messages that a transaction may receive from one queue: page "Transactions", bounds. */
  static final int MOST = 10_000;

  private final String queue;
  private final QueueReceiver receiver;
  private final ReentrantLock receiving = new ReentrantLock();

  /** Without their content. */
  @GuardedBy("this")
  private final List<Delivery> unsettled = new ArrayList<>();

  @GuardedBy("this")
  private int busy;

  private boolean over;

  ReceivedDeliveries(String queue, QueueReceiver receiver) {
    this.queue = queue;
    this.receiver = receiver;
  }

  /**
   * Takes the next message, which is not part of the transaction before {@link #add}.
   *
   * @throws IllegalStateException when the transaction ends before a message is there, or holds too
   *     many
   */
  Optional<Delivery> next(Duration wait) {
    begin();
    try {
      receiving.lock();
      try {
        return receiver.receive(wait);
      } finally {
        receiving.unlock();
      }
    } finally {
      end();
    }
  }

  private synchronized void begin() {
    if (over) {
      throw ended();
    }
    if (unsettled.size() >= MOST) {
      throw new IllegalStateException(
          "No message of queue '%s' was received: the transaction has received %d already, which is all it may. Split the transaction."
              .formatted(Printable.of(queue), MOST));
    }
    busy++;
  }

  private synchronized void end() {
    busy--;
    giveBackIfOver();
  }

  /**
   * The message is part of the transaction.
   *
   * @throws IllegalStateException when that is over: the message is back in its queue
   */
  synchronized void add(Delivery delivery) {
    if (over) {
      delivery.requeue();
      throw ended();
    }
    unsettled.add(delivery.withoutContent());
  }

  private IllegalStateException ended() {
    return new IllegalStateException(
        "No message of queue '%s' was received: the transaction is over, or has timed out. Receive before it completes, and wait less long than it may take."
            .formatted(Printable.of(queue)));
  }

  private synchronized void giveBackIfOver() {
    if (over && busy == 0) {
      receiver.close();
    }
  }

  @Override
  public void committed() {
    Delivery.acknowledge(finish());
    giveBackIfOver();
  }

  /** In their order, which is the order in which the broker delivers them again. */
  @Override
  public void rolledBack() {
    finish().forEach(Delivery::requeue);
    giveBackIfOver();
  }

  private synchronized List<Delivery> finish() {
    over = true;
    List<Delivery> all = List.copyOf(unsettled);
    unsettled.clear();
    return all;
  }
}
