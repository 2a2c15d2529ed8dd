package io.pikabus.rabbitmq;

import io.pikabus.recovery.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;

/**
 * The delayed messages that were taken and are not settled, and what was tried with each. Each has
 * a timer, or something is under way with it. For any thread.
 */
final class DelaysInHand {

  /** So often a message is refused before it goes to the error queue. */
  static final int MOST_REFUSALS = 8;

  private static final Future<?> NO_TIMER = new CompletableFuture<>();

  private final Map<Delivery, Future<?>> held = new ConcurrentHashMap<>();

  /** Those that were sent, and not known not to have come. */
  private final Set<Delivery> sent = ConcurrentHashMap.newKeySet();

  /** How often they were tried in vain. */
  private final Map<Delivery, Integer> failed = new ConcurrentHashMap<>();

  /** How often the broker refused them. */
  private final Map<Delivery, Integer> refused = new ConcurrentHashMap<>();

  private final HeldOctets octets = HeldOctets.ofHeap();

  /** It is ours from now on, without a timer. */
  void hold(Delivery delivery) {
    held.put(delivery, NO_TIMER);
  }

  /** Its next step has a timer, unless it is settled by now. */
  void timed(Delivery delivery, Future<?> timer) {
    held.replace(delivery, timer);
  }

  /** Whether there is room for its content, which is taken then. */
  boolean takesContent(Delivery delivery) {
    return octets.reserve(delivery);
  }

  void sending(Delivery delivery) {
    sent.add(delivery);
  }

  void notCome(Delivery delivery) {
    sent.remove(delivery);
  }

  /** Whether its destination may have it already. */
  boolean mayHaveCome(Delivery delivery) {
    return delivery.metadata().redelivered() || sent.contains(delivery);
  }

  /** It was tried in vain once more; the pause before the next attempt. */
  Duration pause(Delivery delivery) {
    return Backoff.suspicious(failed.merge(delivery, 1, Integer::sum) - 1);
  }

  void refused(Delivery delivery) {
    refused.merge(delivery, 1, Integer::sum);
  }

  boolean isRefusedForGood(Delivery delivery) {
    return refused.getOrDefault(delivery, 0) >= MOST_REFUSALS;
  }

  /** It is settled, or the broker delivers it again. */
  void forget(Delivery delivery) {
    failed.remove(delivery);
    refused.remove(delivery);
    octets.release(delivery);
    held.remove(delivery);
    sent.remove(delivery);
  }

  /** What was taken over a connection that is gone comes again; its timers need not stay. */
  void forgetLost() {
    held.forEach(
        (delivery, timer) -> {
          if (delivery.isLost() && timer.cancel(false)) {
            forget(delivery);
          }
        });
  }

  int count() {
    return held.size();
  }

  List<HandOver.InHand> all() {
    return held.keySet().stream()
        .filter(delivery -> !delivery.isLost())
        .map(delivery -> new HandOver.InHand(delivery, mayHaveCome(delivery)))
        .toList();
  }
}
