package io.pikabus.config;

import io.pikabus.protocol.Topology.QueueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Reads the arguments with which a queue is created, and refuses those by which the broker would
 * drop a message without a word. Pure.
 */
final class QueueArguments {

  static final String CONSUMER_TIMEOUT = "x-consumer-timeout";

  private static final String SINGLE_ACTIVE = "x-single-active-consumer";

  private static final String PREFIX = "x-";

  /** RabbitMQ itself advises against less. */
  private static final long SHORTEST_TIMEOUT = 60_000;

  /** RabbitMQ's own limit for times, 2³² − 1 ms. */
  private static final long LONGEST_TIME = 4_294_967_295L;

  /** What a broker takes, and for which types. */
  private record Known(String name, ValueType<?> value, Set<QueueType> types, String otherwise) {}

  private static final Set<QueueType> BOTH = Set.of(QueueType.values());
  private static final Set<QueueType> QUORUM = Set.of(QueueType.QUORUM);
  private static final Set<QueueType> CLASSIC = Set.of(QueueType.CLASSIC);

  private static final String NOT_TAKEN = "the broker does not take it for a classic queue";

  private static final List<Known> ALL =
      List.of(
          new Known(
              "single-active-consumer",
              ValueType.BOOLEAN,
              QUORUM,
              "a classic queue of RabbitMQ 3.10 was seen to crash when its active consumer left"),
          new Known("max-length", ValueType.whole(1, Long.MAX_VALUE), BOTH, ""),
          new Known("max-length-bytes", ValueType.whole(1, Long.MAX_VALUE), BOTH, ""),
          new Known("overflow", oneOf("reject-publish"), BOTH, ""),
          new Known("delivery-limit", ValueType.whole(2, 1_000_000_000), QUORUM, NOT_TAKEN),
          new Known("consumer-timeout", ValueType.whole(SHORTEST_TIMEOUT, LONGEST_TIME), BOTH, ""),
          new Known(
              "message-ttl",
              ValueType.whole(1, LONGEST_TIME),
              QUORUM,
              "a classic queue drops what expires, while pikabus leads what expires in a quorum queue to the error queue"),
          new Known(
              "max-priority",
              ValueType.whole(1, 255),
              CLASSIC,
              "before 4.3 the broker does not take it for a quorum queue, which has two priorities of its own from RabbitMQ 4 on"),
          new Known("queue-leader-locator", oneOf("client-local", "balanced"), QUORUM, NOT_TAKEN),
          new Known("quorum-initial-group-size", ValueType.whole(1, 99), QUORUM, NOT_TAKEN));

  /** What other clients may ask for, and why we do not. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "expires",
          "the broker would delete the queue with its messages while no service consumes it",
          "dead-letter-exchange",
          "pikabus leads what a quorum queue gives up to the error queue, and a classic one gives nothing up",
          "dead-letter-routing-key",
          "pikabus leads what a quorum queue gives up to the error queue, and a classic one gives nothing up",
          "dead-letter-strategy",
          "pikabus leads what a quorum queue gives up to the error queue, at least once",
          "queue-type",
          "queue-type is a key of its own");

  private QueueArguments() {}

  /**
   * Reads them.
   *
   * @param written each as {@code name=value}, with or without {@code x-}
   * @param type of the queue when it is created
   * @param faults takes the end of a sentence for each that cannot be used
   * @return by the broker's names, with {@code x-}
   */
  static Map<String, Object> read(List<String> written, QueueType type, Consumer<String> faults) {
    Map<String, Object> arguments = new TreeMap<>();
    List<String> seen = new ArrayList<>();
    for (String each : written) {
      int equals = each.indexOf('=');
      String name = bare(equals < 0 ? each : each.substring(0, equals).strip());
      String value = equals < 0 ? "" : each.substring(equals + 1).strip();
      if (seen.contains(name)) {
        faults.accept("'%s' stands there twice. Keep one.".formatted(name));
        continue;
      }
      seen.add(name);
      read(name, value, type, arguments, faults);
    }
    checkLength(arguments, type, seen, faults);
    arguments.values().removeIf(Boolean.FALSE::equals);
    return arguments;
  }

  private static void read(
      String name,
      String value,
      QueueType type,
      Map<String, Object> arguments,
      Consumer<String> faults) {
    if (REFUSED.containsKey(name)) {
      faults.accept("'%s' is not set: %s. Remove it.".formatted(name, REFUSED.get(name)));
      return;
    }
    Known known = ALL.stream().filter(k -> k.name().equals(name)).findFirst().orElse(null);
    if (known == null) {
      faults.accept(
          "'%s' is no argument that pikabus knows. Remove it, or choose one of %s."
              .formatted(name, names()));
      return;
    }
    if (!known.types().contains(type)) {
      faults.accept(
          "'%s' cannot stand with queue-type = %s: %s. Remove it, or set another queue-type."
              .formatted(name, type == QueueType.QUORUM ? "quorum" : "classic", known.otherwise()));
      return;
    }
    try {
      arguments.put(PREFIX + name, known.value().reader().apply(value));
    } catch (IllegalArgumentException unfit) {
      faults.accept(
          "'%s=%s' cannot be used. Write %s."
              .formatted(name, value, name + "= and " + known.value().remedy()));
    }
  }

  /** A quorum queue of ours rejects what it has no room for; a classic one must be told to. */
  private static void checkLength(
      Map<String, Object> arguments, QueueType type, List<String> seen, Consumer<String> faults) {
    boolean limited =
        arguments.containsKey("x-max-length") || arguments.containsKey("x-max-length-bytes");
    if (limited && type == QueueType.CLASSIC && !seen.contains("overflow")) {
      faults.accept(
          "a full classic queue drops its oldest message without a word. Add overflow=reject-publish, so that the sender is told.");
    }
  }

  /**
   * Whether messages are handled in order over all services. Then they are delivered one by one:
   * each change of the prefetch takes a new consumer, and the broker would serve another service
   * while the messages of the old one are still in hand.
   */
  static boolean isInOrder(Map<String, Object> arguments) {
    return arguments.containsKey(SINGLE_ACTIVE);
  }

  /** As the documentation lists them. */
  static String names() {
    return String.join(", ", ALL.stream().map(Known::name).toList());
  }

  private static String bare(String name) {
    return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
  }

  private static ValueType<String> oneOf(String... values) {
    String choices = String.join(" or ", values);
    return new ValueType<>(
        choices,
        choices,
        text -> {
          if (!List.of(values).contains(text)) {
            throw new IllegalArgumentException(text);
          }
          return text;
        });
  }
}
