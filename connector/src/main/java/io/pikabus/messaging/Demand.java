package io.pikabus.messaging;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/**
 * How many messages a subscriber has asked for and not received. The subscriber's threads add, one
 * lane takes; every method holds the monitor.
 */
final class Demand {

  @GuardedBy("this")
  private long requested;

  @GuardedBy("this")
  private boolean ended;

  /** Reactive Streams 1.0.4, 3.17: beyond {@code Long.MAX_VALUE} it means without bound. */
  synchronized void add(long count) {
    requested = requested + count < 0 ? Long.MAX_VALUE : requested + count;
    notifyAll();
  }

  /** No more will be wanted. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /**
   * Waits for demand; does not use it up.
   *
   * @return false when it has ended
   */
  synchronized boolean await() throws InterruptedException {
    while (requested == 0 && !ended) {
      wait();
    }
    return !ended;
  }

  synchronized void use() {
    if (requested != Long.MAX_VALUE) {
      requested--;
    }
  }
}
