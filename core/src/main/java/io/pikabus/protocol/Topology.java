package io.pikabus.protocol;

import io.pikabus.Subscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What must exist at the broker before a queue is consumed: {@code docs/protocol.md}, "Exchanges,
 * queues and bindings".
 */
public record Topology(
    List<Exchange> exchanges,
    List<Queue> queues,
    List<Binding> bindings,
    List<ExchangeBinding> passages) {

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
   * @param asked those of the arguments that the application asked for, by name
   * @param deadLetters what must exist so that nothing is lost that this queue gives up; empty if
   *     it is dropped
   */
  public record Queue(
      String name,
      QueueType type,
      Map<String, Object> arguments,
      Set<String> asked,
      Optional<Topology> deadLetters) {

    /**
     * RabbitMQ 4 drops what it has delivered more than 20 times, and counts each message that was
     * prefetched when a connection ended. Not -1: 3.10 accepts it and drops at the first
     * redelivery.
     */
    private static final int DELIVERY_LIMIT = 1_000_000;

    public Queue {
      arguments = Map.copyOf(arguments);
      asked = Set.copyOf(asked);
    }

    /** One without other arguments. */
    public static Queue of(String name, QueueType type) {
      return of(name, type, Map.of());
    }

    /** One with arguments that are ours. */
    public static Queue of(String name, QueueType type, Map<String, Object> arguments) {
      return new Queue(name, type, arguments, Set.of(), Optional.empty());
    }

    /**
     * One that is consumed. A quorum queue hands what it gives up, such as above a limit that a
     * policy sets, to the error queue. A classic queue must stay as PikaBus declares it, unless the
     * application asks for arguments.
     *
     * @param asked arguments that the application asks for
     * @param errorType of the error queue, if it is created
     */
    public static Queue consumed(
        String name,
        QueueType type,
        Map<String, Object> asked,
        Address errors,
        QueueType errorType) {
      boolean led = type == QueueType.QUORUM && !name.equals(errors.routingKey());
      Map<String, Object> arguments = new HashMap<>();
      if (led) {
        arguments.put("x-dead-letter-exchange", errors.exchange());
        arguments.put("x-dead-letter-routing-key", errors.routingKey());
        arguments.put("x-dead-letter-strategy", "at-least-once");
        arguments.put("x-overflow", "reject-publish");
      }
      arguments.putAll(asked);
      return new Queue(
          name,
          type,
          arguments,
          asked.keySet(),
          led
              ? Optional.of(addressed(errors.exchange(), of(errors.routingKey(), errorType)))
              : Optional.empty());
    }

    /** The arguments with which it is declared when it is missing. */
    public Map<String, Object> declared() {
      Map<String, Object> declared = new HashMap<>(arguments);
      if (type == QueueType.QUORUM) {
        declared.put("x-queue-type", "quorum");
        declared.putIfAbsent("x-delivery-limit", DELIVERY_LIMIT);
      }
      return declared;
    }

    /** The same, for a broker that lets nobody lead anywhere what the queue gives up. */
    public Queue withoutDeadLetters() {
      Map<String, Object> rest = new HashMap<>(arguments);
      rest.keySet().removeIf(argument -> argument.startsWith("x-dead-letter-"));
      return new Queue(name, type, rest, asked, Optional.empty());
    }

    /** Whether the application wants one consumer at a time. */
    public boolean isServedAlone() {
      return asked.contains("x-single-active-consumer");
    }

    /** Whether its messages expire, wherever they go then. */
    public boolean expires() {
      return arguments.containsKey("x-message-ttl");
    }
  }

  /** A queue's binding. */
  public record Binding(
      String exchange, String queue, String routingKey, Map<String, Object> arguments) {}

  /** A binding from one exchange to another. */
  public record ExchangeBinding(String from, String to, String routingKey) {}

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
