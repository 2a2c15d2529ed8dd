package io.pikabus.rabbitmq;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How quickly the messages of a queue are handled, and the prefetch that suits it. Told by the
 * thread that handles; asked by the connection's thread. Every method holds the monitor, and none
 * calls out.
 */
final class HandlerPace {

  /** Deliveries after which settled ones are forgotten. */
  private static final int SWEEP = 256;

  @GuardedBy("this")
  private PrefetchWindow window;

  /**
   * Whether what waited went back, so that nothing is consumed until the next message is wanted.
   */
  @GuardedBy("this")
  private boolean paused;

  /** When the message in hand was taken; 0 while there is none. */
  @GuardedBy("this")
  private long taken;

  /** When messages were wanted again after a pause; 0 before the first. */
  @GuardedBy("this")
  private long resumed;

  /** Octets of its body. */
  @GuardedBy("this")
  private int octets;

  /** Whether it was delivered before. */
  @GuardedBy("this")
  private boolean again;

  /** Those that the present consumer brought; some may be settled. */
  @GuardedBy("this")
  private final Set<Delivery> present = new HashSet<>();

  /** Unsettled ones that consumers before it brought. */
  @GuardedBy("this")
  private final Set<Delivery> earlier = new HashSet<>();

  HandlerPace(PrefetchWindow window) {
    this.window = window;
  }

  synchronized int prefetch() {
    return window.size();
  }

  /**
   * A message is being handled from now on. Another size takes effect with it in hand: a consumer
   * of one message has no other on the way then, which the broker would take back and count as
   * delivered when the consumer ends.
   *
   * @return whether it takes a new consumer
   */
  synchronized boolean taken(Delivery delivery) {
    taken = System.nanoTime();
    octets = delivery.body().length;
    again = delivery.deliveries() > 0 || delivery.isSuspect();
    present.add(delivery);
    if (present.size() > SWEEP) {
      present.removeIf(Delivery::isOver);
    }
    int size = window.wanted();
    if (size == window.size()) {
      return false;
    }
    window = window.resized(size);
    renewed();
    return true;
  }

  /**
   * The next message is wanted: the one before is handled.
   *
   * @return whether it takes a new consumer, because there is none
   */
  synchronized boolean wanted() {
    if (taken != 0) {
      window = window.handled(System.nanoTime() - taken, octets, again);
      taken = 0;
    }
    if (!paused) {
      return false;
    }
    window = window.resized(window.wanted());
    paused = false;
    resumed = System.nanoTime();
    renewed();
    return true;
  }

  /** Nothing is consumed until the next message is wanted; the time until then is no handler's. */
  synchronized void hold() {
    taken = 0;
    paused = true;
  }

  /** A consumer begins on a new channel. */
  synchronized void begun() {
    paused = false;
    window = window.reopened();
    present.clear();
    earlier.clear();
  }

  /**
   * Nothing came. Looks whether messages that are kept take all the places of the present consumer.
   *
   * @return whether it takes a new consumer; not once as many are kept as may be in hand
   */
  synchronized boolean starved() {
    present.removeIf(Delivery::isOver);
    earlier.removeIf(Delivery::isOver);
    if (present.size() < window.size() || present.size() + earlier.size() >= window.most()) {
      return false;
    }
    renewed();
    return true;
  }

  @GuardedBy("this")
  private void renewed() {
    earlier.addAll(present);
    earlier.removeIf(Delivery::isOver);
    present.clear();
  }

  /**
   * Looks whether messages have waited too long behind one that is still being handled. Then they
   * have to go back, and nothing is consumed until the next message is wanted.
   *
   * @param first that waits
   */
  synchronized boolean mustPause(@Nullable Delivery first) {
    if (paused
        || taken == 0
        || first == null
        || first.age().compareTo(PrefetchWindow.OVERDUE) < 0
        || (resumed != 0 && System.nanoTime() - resumed < PrefetchWindow.OVERDUE.toNanos())) {
      return false;
    }
    paused = true;
    return true;
  }
}
