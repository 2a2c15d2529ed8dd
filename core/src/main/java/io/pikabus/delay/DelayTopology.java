package io.pikabus.delay;

import io.pikabus.protocol.Topology;
import io.pikabus.protocol.Topology.Binding;
import io.pikabus.protocol.Topology.Exchange;
import io.pikabus.protocol.Topology.ExchangeBinding;
import io.pikabus.protocol.Topology.Queue;
import io.pikabus.protocol.Topology.QueueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The queues and exchanges of delayed messages: 29 levels and three queues at the end, however many
 * messages, destinations and delays there are. All buses of a virtual host share them.
 *
 * <p>Every queue is a quorum queue that hands on at least once what expires: nothing leaves it
 * before the next queue has confirmed.
 */
public final class DelayTopology {

  /** Where walks end. */
  static final String END = "PikaBusDelay";

  /** From where the broker itself delivers. */
  static final String DUE = "PikaBusDelayDue";

  /** Where the broker puts what it found no destination for. */
  public static final String UNROUTED = "PikaBusDelayUnrouted";

  /** Messages soon due, held by clients. */
  public static final String SHORT = "PikaBusDelayShort";

  /** Messages due within minutes, held by clients. */
  public static final String LONG = "PikaBusDelayLong";

  /**
   * How long past due a held message stays when no client comes for it; then the broker delivers
   * it. Longer than a broker needs to start again and its clients to come back.
   */
  static final Duration GRACE = Duration.ofSeconds(60);

  /** Clocks may differ by so much. */
  private static final Duration EARLY = Duration.ofSeconds(10);

  private static final String LEVEL = "PikaBusDelay%02d";
  private static final Pattern IS_LEVEL = Pattern.compile("PikaBusDelay[0-9]{2}");

  private DelayTopology() {}

  /** The queue of a level. */
  public static String level(int level) {
    return LEVEL.formatted(level);
  }

  /**
   * Whether a queue is that of a level, in which the broker keeps messages for a time of its own.
   */
  public static boolean isLevel(String queue) {
    return IS_LEVEL.matcher(queue).matches();
  }

  /** Whether a queue holds delayed messages, whichever version of pikabus declared it. */
  public static boolean isOurs(String queue) {
    return isLevel(queue) || heldQueues().contains(queue);
  }

  /** Whether the broker delivers a message that is rejected from this queue. */
  public static boolean isDelivering(String queue) {
    return queue.equals(SHORT) || queue.equals(LONG);
  }

  /**
   * Whether a message comes to its end much earlier than it should: a policy shortens the delays.
   *
   * @param remaining until it is due
   */
  public static boolean isEarly(String queue, Duration remaining) {
    Duration most = queue.equals(SHORT) ? DelayRoute.SHORT : DelayRoute.LEAD.plus(DelayRoute.SHORT);
    return !isLevel(queue) && remaining.compareTo(most.plus(EARLY)) > 0;
  }

  /** The queues from which clients deliver. */
  public static List<String> heldQueues() {
    return List.of(SHORT, LONG, UNROUTED);
  }

  /** The end of all walks: what every delayed message needs. */
  public static Topology end() {
    return new Topology(
        List.of(
            Exchange.of(END, "topic"),
            Exchange.of(UNROUTED, "fanout"),
            new Exchange(DUE, "topic", Map.of("alternate-exchange", UNROUTED))),
        List.of(
            Queue.of(UNROUTED, QueueType.QUORUM),
            expiring(SHORT, DelayRoute.SHORT.plus(GRACE), DUE),
            expiring(LONG, DelayRoute.LEAD.plus(DelayRoute.SHORT).plus(GRACE), DUE)),
        List.of(
            new Binding(UNROUTED, UNROUTED, "", Map.of()),
            new Binding(END, SHORT, RoutingKey.ending(RoutingKey.SHORT), Map.of()),
            new Binding(END, LONG, RoutingKey.ending(RoutingKey.LONG), Map.of())),
        List.of(new ExchangeBinding(END, DUE, RoutingKey.ending(RoutingKey.ALONE))));
  }

  /** The levels that a walk passes: exchanges from its top to the end, queues where it stops. */
  public static Topology levels(List<Integer> stops) {
    if (stops.isEmpty()) {
      return new Topology(List.of(), List.of(), List.of(), List.of());
    }
    List<Exchange> exchanges = new ArrayList<>();
    List<ExchangeBinding> passages = new ArrayList<>();
    for (int level = stops.get(0); level >= 0; level--) {
      exchanges.add(Exchange.of(level(level), "topic"));
      passages.add(new ExchangeBinding(level(level), below(level), RoutingKey.bit(level, 0)));
    }
    List<Queue> queues = new ArrayList<>();
    List<Binding> bindings = new ArrayList<>();
    for (int level : stops) {
      queues.add(expiring(level(level), Duration.ofSeconds(1L << level), below(level)));
      bindings.add(new Binding(level(level), level(level), RoutingKey.bit(level, 1), Map.of()));
    }
    return new Topology(exchanges, queues, bindings, passages);
  }

  /** By which the broker itself finds a destination. */
  public static Binding destination(String queue) {
    return new Binding(DUE, queue, RoutingKey.destination(queue), Map.of());
  }

  private static String below(int level) {
    return level == 0 ? END : level(level - 1);
  }

  private static Queue expiring(String name, Duration after, String next) {
    return Queue.of(
        name,
        QueueType.QUORUM,
        Map.of(
            "x-message-ttl",
            after.toMillis(),
            "x-dead-letter-exchange",
            next,
            "x-dead-letter-strategy",
            "at-least-once",
            "x-overflow",
            "reject-publish"));
  }
}
