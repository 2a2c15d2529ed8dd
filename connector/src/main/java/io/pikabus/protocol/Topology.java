package io.pikabus.protocol;

import io.pikabus.Subscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What must exist at the broker before a queue is consumed: {@code docs/protocol.md}, "Exchanges,
 * queues and bindings".
 */
public record Topology(
    List<Exchange> exchanges, List<Queue> queues, List<Binding> bindings, List<Passage> passages) {

  /** An exchange, always durable. */
  public record Exchange(String name, String type, Map<String, Object> arguments) {

    public Exchange {
      arguments = Map.copyOf(arguments);
    }

    /** One without arguments. */
    public static Exchange of(String name, String type) {
      return new Exchange(name, type, Map.of());
    }
  }

  /**
   * A queue, always durable, shared and kept; declared when missing, accepted when it exists.
   *
   * @param arguments besides the type
   */
  public record Queue(String name, QueueType type, Map<String, Object> arguments) {

    private static final String DEAD_LETTER_EXCHANGE = "x-dead-letter-exchange";
    private static final String DEAD_LETTER_KEY = "x-dead-letter-routing-key";

    /**
     * RabbitMQ 4 drops what it has delivered more than 20 times, and counts each message that was
     * prefetched when a connection ended. Not -1: 3.10 accepts it and drops at the first
     * redelivery.
     */
    private static final int DELIVERY_LIMIT = 1_000_000;

    public Queue {
      arguments = Map.copyOf(arguments);
    }

    /** One without other arguments. */
    public static Queue of(String name, QueueType type) {
      return new Queue(name, type, Map.of());
    }

    /**
     * One that is consumed. A quorum queue hands what it gives up, such as above a limit that a
     * policy sets, to the error queue. A classic queue must stay as PikaBus declares it.
     */
    public static Queue consumed(String name, QueueType type, Address errors) {
      if (type != QueueType.QUORUM || name.equals(errors.routingKey())) {
        return of(name, type);
      }
      return new Queue(
          name,
          type,
          Map.of(
              DEAD_LETTER_EXCHANGE,
              errors.exchange(),
              DEAD_LETTER_KEY,
              errors.routingKey(),
              "x-dead-letter-strategy",
              "at-least-once",
              "x-overflow",
              "reject-publish"));
    }

    /** The arguments with which it is declared when it is missing. */
    public Map<String, Object> declared() {
      Map<String, Object> declared = new HashMap<>(arguments);
      if (type == QueueType.QUORUM) {
        declared.put("x-queue-type", "quorum");
        declared.put("x-delivery-limit", DELIVERY_LIMIT);
      }
      return declared;
    }

    /** What must exist so that nothing is lost that this queue gives up; empty if it is dropped. */
    public Optional<Topology> deadLetters() {
      return arguments.containsKey(DEAD_LETTER_KEY)
          ? Optional.of(
              addressed(
                  String.valueOf(arguments.get(DEAD_LETTER_EXCHANGE)),
                  of(String.valueOf(arguments.get(DEAD_LETTER_KEY)), QueueType.CLASSIC)))
          : Optional.empty();
    }
  }

  /** A queue's binding. */
  public record Binding(
      String exchange, String queue, String routingKey, Map<String, Object> arguments) {}

  /** A binding from one exchange to another. */
  public record Passage(String from, String to, String routingKey) {}

  /** The replication of a queue that is created. An existing one is taken as it is. */
  public enum QueueType {
    /** Replicated by Raft; the default. */
    QUORUM,
    /** Of one node. */
    CLASSIC
  }

  public Topology {
    exchanges = List.copyOf(exchanges);
    queues = List.copyOf(queues);
    bindings = List.copyOf(bindings);
    passages = List.copyOf(passages);
  }

  /** The two exchanges of a bus. */
  public static List<Exchange> exchanges(String direct, String topic) {
    return List.of(Exchange.of(direct, "direct"), Exchange.of(topic, "topic"));
  }

  /** A listener queue with its own name on the direct exchange and its topics on the topic one. */
  public static Topology listener(
      String direct, String topic, Queue queue, List<String> subscriptions) {
    List<Binding> bindings = new ArrayList<>();
    bindings.add(address(direct, queue.name()));
    for (String subscription : subscriptions) {
      bindings.add(binding(Subscription.of(queue.name(), subscription), topic));
    }
    return new Topology(exchanges(direct, topic), List.of(queue), bindings, List.of());
  }

  /** A queue that can be sent to and nothing else. */
  public static Topology addressed(String direct, Queue queue) {
    return new Topology(
        List.of(Exchange.of(direct, "direct")),
        List.of(queue),
        List.of(address(direct, queue.name())),
        List.of());
  }

  /** The binding by which commands reach a queue. */
  public static Binding address(String exchange, String queue) {
    return new Binding(exchange, queue, queue, Map.of());
  }

  /** The binding of a subscription. */
  public static Binding binding(Subscription subscription, String topicExchange) {
    return new Binding(
        subscription.exchange() != null ? subscription.exchange() : topicExchange,
        subscription.queue(),
        subscription.topic(),
        subscription.arguments());
  }
}
