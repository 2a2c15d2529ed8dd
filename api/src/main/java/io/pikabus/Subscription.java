package io.pikabus;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A queue's interest in a topic: one binding of the broker. Immutable. */
public final class Subscription {

  private final String queue;
  private final String topic;
  private final @Nullable String exchange;
  private final Map<String, Object> arguments;

  private Subscription(
      String queue, String topic, @Nullable String exchange, Map<String, Object> arguments) {
    this.queue = queue;
    this.topic = topic;
    this.exchange = exchange;
    this.arguments = Map.copyOf(arguments);
  }

  /**
   * The usual one: on the topic exchange of the bus, without arguments.
   *
   * @param queue which must exist
   * @param topic with {@code *} for one word and {@code #} for any number of them
   * @throws IllegalArgumentException when a name is empty, or AMQP cannot carry it
   */
  public static Subscription of(String queue, String topic) {
    return new Subscription(
        new Destination.Queue(queue).name(), new Destination.Topic(topic).name(), null, Map.of());
  }

  /**
   * To an exchange that looks at no topic: fanout, or headers with {@link #withArguments
   * arguments}.
   *
   * @param queue which must exist
   * @param exchange which must exist
   * @throws IllegalArgumentException when AMQP cannot carry the queue's name
   */
  public static Subscription toExchange(String queue, String exchange) {
    return new Subscription(
        new Destination.Queue(queue).name(),
        "",
        Objects.requireNonNull(exchange, "exchange"),
        Map.of());
  }

  /** On another exchange than the topic exchange of the bus; it must exist. */
  public Subscription withExchange(String other) {
    return new Subscription(queue, topic, Objects.requireNonNull(other, "other"), arguments);
  }

  /**
   * With arguments of the binding besides those that it has.
   *
   * @param more copied
   */
  public Subscription withArguments(Map<String, ?> more) {
    Map<String, Object> all = new LinkedHashMap<>(arguments);
    all.putAll(more);
    return new Subscription(queue, topic, exchange, all);
  }

  /** The queue that receives. */
  public String queue() {
    return queue;
  }

  /** The routing key of the binding; empty for an exchange that looks at none. */
  public String topic() {
    return topic;
  }

  /** Null means the topic exchange of the bus. */
  public @Nullable String exchange() {
    return exchange;
  }

  /** Of the binding; empty for most. Unmodifiable. */
  public Map<String, Object> arguments() {
    return arguments;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Subscription that
        && queue.equals(that.queue)
        && topic.equals(that.topic)
        && Objects.equals(exchange, that.exchange)
        && arguments.equals(that.arguments);
  }

  @Override
  public int hashCode() {
    return Objects.hash(queue, topic, exchange, arguments);
  }

  @Override
  public String toString() {
    return "Subscription[queue=%s, topic=%s, exchange=%s, arguments=%s]"
        .formatted(queue, topic, exchange, arguments);
  }
}
