package io.pikabus;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A queue's interest in a topic: one binding of the broker.
 *
 * @param queue which must exist
 * @param topic with {@code *} for one word and {@code #} for any number of them
 * @param exchange null means the topic exchange of the bus
 * @param arguments of the binding; empty for most
 */
public record Subscription(
    String queue, String topic, @Nullable String exchange, Map<String, Object> arguments) {

  /**
   * A binding.
   *
   * @throws IllegalArgumentException when AMQP cannot carry a name, or the topic is empty though no
   *     exchange is named
   */
  public Subscription {
    queue = new Destination.Queue(queue).name();
    // A headers or fanout exchange does not look at the routing key, which may be empty then.
    topic = exchange != null && topic.isEmpty() ? topic : new Destination.Topic(topic).name();
    arguments = Map.copyOf(arguments);
  }

  /** The usual one: on the topic exchange of the bus, without arguments. */
  public static Subscription of(String queue, String topic) {
    return new Subscription(queue, topic, null, Map.of());
  }
}
