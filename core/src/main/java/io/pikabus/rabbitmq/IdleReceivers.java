package io.pikabus.rabbitmq;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.config.BusSettings;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Receivers that nobody uses now, with their channels open: whoever receives one message after the
 * other opens one channel. Called from any thread.
 */
final class IdleReceivers {

  /** Each keeps a channel, and perhaps a message that is too large. */
  private static final int MOST = 8;

  @GuardedBy("this")
  private final Deque<QueueReceiver> receivers = new ArrayDeque<>();

  @GuardedBy("this")
  private boolean closed;

  /** One for this queue that is used again; null when there is none. */
  synchronized @Nullable QueueReceiver take(String queue, BusSettings bus) {
    for (Iterator<QueueReceiver> each = receivers.descendingIterator(); each.hasNext(); ) {
      QueueReceiver receiver = each.next();
      if (receiver.isFor(queue, bus)) {
        each.remove();
        return receiver;
      }
    }
    return null;
  }

  void give(QueueReceiver receiver) {
    QueueReceiver superfluous;
    synchronized (this) {
      if (closed) {
        superfluous = receiver;
      } else {
        receivers.addLast(receiver);
        superfluous = receivers.size() > MOST ? receivers.removeFirst() : null;
      }
    }
    if (superfluous != null) {
      superfluous.end();
    }
  }

  /** Closes their channels. */
  void close() {
    List<QueueReceiver> last;
    synchronized (this) {
      closed = true;
      last = List.copyOf(receivers);
      receivers.clear();
    }
    last.forEach(QueueReceiver::end);
  }
}
