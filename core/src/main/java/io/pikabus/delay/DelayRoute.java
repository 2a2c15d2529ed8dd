package io.pikabus.delay;

import io.pikabus.protocol.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The way of one message through the delay queues.
 *
 * <p>A long delay walks down the levels: level <i>n</i> is a queue whose messages expire after
 * 2<sup>n</sup> seconds, and a message stops at those whose bits its routing key has set. At the
 * end it is held, by clients that deliver it to the millisecond, or, where none may be left, goes
 * to its destination by itself.
 *
 * @param address where it enters
 * @param levels at which it stops, from the top
 */
public record DelayRoute(Address address, List<Integer> levels) {

  /** The highest level: 2^28 seconds are eight and a half years, and all levels together 17. */
  public static final int TOP = 28;

  /** The longest delay: the broker's longest expiry, ten years of 365 days. */
  public static final Duration LONGEST = Duration.ofDays(3650);

  /** Up to here a message is held without walking. */
  static final Duration SHORT = Duration.ofSeconds(64);

  /**
   * How long before it is due a walking message comes to be held: longer than the 180 seconds for
   * which a broker that was killed may keep an expired message to itself before it tries again.
   */
  static final Duration LEAD = Duration.ofSeconds(240);

  /** Walks are rounded down to this level's steps, so that fewer queues are needed. */
  private static final int COARSE = 6;

  public DelayRoute {
    levels = List.copyOf(levels);
  }

  /**
   * The way while some client is there to deliver at the end.
   *
   * @param remaining until it is due; more than nothing
   */
  public static DelayRoute held(Duration remaining, String queue) {
    long walk = remaining.minus(LEAD).toSeconds() >> COARSE << COARSE;
    if (remaining.compareTo(SHORT) <= 0) {
      return new DelayRoute(
          Address.declared(DelayTopology.END, RoutingKey.of(RoutingKey.SHORT, 0, queue)),
          List.of());
    }
    return walking(RoutingKey.LONG, Math.max(walk, 0), queue);
  }

  /**
   * The way that needs nobody: late by up to a second and the hops, never early.
   *
   * @param remaining until it is due
   */
  public static DelayRoute alone(Duration remaining, String queue) {
    return walking(
        RoutingKey.ALONE, Math.max(remaining.plusNanos(999_999_999).toSeconds(), 0), queue);
  }

  /** Whether a message walks on the way that needs nobody. */
  public static boolean isAlone(String routingKey) {
    return routingKey.startsWith(RoutingKey.ALONE + ".");
  }

  /**
   * Makes sure that messages to a queue can be delayed.
   *
   * @throws IllegalArgumentException when its name is too long for the routing keys of delays
   */
  public static void check(String queue) {
    RoutingKey.of(RoutingKey.SHORT, 0, queue);
  }

  private static DelayRoute walking(String end, long seconds, String queue) {
    List<Integer> stops = new ArrayList<>();
    for (int level = TOP; level >= 0; level--) {
      if ((seconds >> level & 1) == 1) {
        stops.add(level);
      }
    }
    String entrance = stops.isEmpty() ? DelayTopology.END : DelayTopology.level(stops.get(0));
    return new DelayRoute(Address.declared(entrance, RoutingKey.of(end, seconds, queue)), stops);
  }
}
