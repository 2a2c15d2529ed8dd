package io.pikabus.rabbitmq;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.protocol.Address;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When a message that the broker refused (nack) is published again on a new channel. A channel of
 * RabbitMQ remembers which node leads a quorum queue: when the leader has changed it may go on
 * refusing, while a new channel asks anew.
 *
 * <p>An address where that did not help, such as a queue that is full, gets no more copies for a
 * pause, which grows. Times are in terms of {@link System#nanoTime}. Any thread.
 */
final class SecondChances {

  /** After the first refusal, and after the second. An election is over by then. */
  private static final List<Duration> AFTER_REFUSALS =
      List.of(Duration.ofMillis(300), Duration.ofMillis(1_000));

  /** The first of an address, without copies. */
  static final Duration FIRST_REST = Duration.ofSeconds(6);

  static final Duration LONGEST_REST = Duration.ofSeconds(60);

  private static final int MOST_DOUBLINGS = 10;

  private final int most;

  @GuardedBy("this")
  private final Map<Address, Rest> resting = new LinkedHashMap<>();

  /**
   * An address gets no copies.
   *
   * @param times in a row
   */
  private record Rest(int times, long until) {

    Rest again(long now) {
      long pause = FIRST_REST.toNanos() << Math.min(times, MOST_DOUBLINGS);
      return new Rest(times + 1, now + Math.min(pause, LONGEST_REST.toNanos()));
    }
  }

  private static final Rest NONE = new Rest(0, 0);

  /**
   * No address rests yet.
   *
   * @param most addresses that are remembered
   */
  SecondChances(int most) {
    this.most = most;
  }

  /**
   * After a refusal (nack).
   *
   * @param refusals so many, of this message
   * @param left of its time
   * @return the pause before it is published again; empty when the refusal is final
   */
  synchronized Optional<Duration> afterRefusal(
      Address address, int refusals, Duration left, long now) {
    if (isResting(address, now)) {
      return Optional.empty();
    }
    if (refusals > AFTER_REFUSALS.size()) {
      rest(address, now);
      return Optional.empty();
    }
    Duration pause = AFTER_REFUSALS.get(refusals - 1);
    return Optional.of(pause).filter(each -> each.compareTo(left) < 0);
  }

  @GuardedBy("this")
  private boolean isResting(Address address, long now) {
    Rest last = resting.get(address);
    return last != null && now - last.until() < 0;
  }

  @GuardedBy("this")
  private void rest(Address address, long now) {
    Rest last = resting.getOrDefault(address, NONE);
    resting.remove(address);
    resting.put(address, last.again(now));
    if (resting.size() > most) {
      resting.remove(resting.keySet().iterator().next());
    }
  }

  /** A copy arrived. */
  synchronized void helped(Address address) {
    resting.remove(address);
  }
}
