package io.pikabus.rabbitmq;

import io.pikabus.SendOutcome;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The messages on their way at once; more wait for a place. Bounds memory, not throughput. What
 * other bookkeeping lost ends by its deadline all the same. Any thread.
 */
final class InFlight {

  static final int MOST = 4096;

  private final Semaphore places = new Semaphore(MOST);
  private final Set<Publication> all = ConcurrentHashMap.newKeySet();

  /** Takes a place, if there is one now. */
  boolean tryPlace() {
    return places.tryAcquire();
  }

  /** Waits for a place, until the message's time is over. */
  boolean awaitPlace(Publication publication) throws InterruptedException {
    return places.tryAcquire(publication.deadline().nanosLeft(), TimeUnit.NANOSECONDS);
  }

  /**
   * Keeps the place that was taken until the message has its outcome.
   *
   * @return completed with the outcome once the place is free
   */
  CompletableFuture<SendOutcome> add(Publication publication) {
    all.add(publication);
    return publication.outcome.whenComplete(
        (outcome, never) -> {
          all.remove(publication);
          places.release();
        });
  }

  /** Since the one that waits longest was written, or came; zero when none is on its way. */
  Duration longestWait() {
    return all.stream().map(Publication::age).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
  }

  void expireForgotten(ConnectionState state) {
    all.forEach(publication -> publication.expireIfForgotten(state));
  }

  void expireAll(ConnectionState state) {
    all.forEach(publication -> publication.expire(state));
  }

  /** Waits until nothing is on its way, for as long as that may take. */
  boolean awaitNone(Duration timeout) throws InterruptedException {
    if (places.tryAcquire(MOST, timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      places.release(MOST);
      return true;
    }
    return false;
  }
}
