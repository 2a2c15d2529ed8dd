package io.pikabus.config;

import io.pikabus.protocol.Topology;
import io.pikabus.protocol.Topology.QueueType;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How one queue is consumed.
 *
 * @param channel its name, without that of a lane; in Java SE that of the queue
 * @param queueArguments of the queue when it is created, by the broker's names
 * @param errorDetails what a failed message says of its exception
 * @param drainTimeout for the message in hand when the application stops
 * @param transacted whether the connector begins and completes a transaction around the handler
 * @param inbox whether a second delivery of a message is recognised
 * @param messageTypes which messages the channel takes; empty for all
 */
public record IncomingSettings(
    String channel,
    BusSettings bus,
    String queue,
    List<String> topics,
    QueueType queueType,
    Map<String, Object> queueArguments,
    int prefetch,
    RetrySettings retries,
    PauseSettings pauses,
    ErrorDetails errorDetails,
    Duration drainTimeout,
    boolean transacted,
    boolean inbox,
    List<TypePattern> messageTypes) {

  public IncomingSettings {
    topics = List.copyOf(topics);
    queueArguments = Map.copyOf(queueArguments);
    messageTypes = List.copyOf(messageTypes);
  }

  /** The same settings for another queue, without its topics. */
  public IncomingSettings forQueue(String other) {
    return forQueue(other, List.of());
  }

  /** The same settings for another queue with topics of its own. */
  public IncomingSettings forQueue(String other, List<String> others) {
    return with(other, bus, other, others);
  }

  /** The same settings for another bus. */
  public IncomingSettings on(BusSettings other) {
    return with(channel, other, queue, topics);
  }

  private IncomingSettings with(
      String otherChannel, BusSettings otherBus, String otherQueue, List<String> otherTopics) {
    return new IncomingSettings(
        otherChannel,
        otherBus,
        otherQueue,
        otherTopics,
        queueType,
        queueArguments,
        prefetch,
        retries,
        pauses,
        errorDetails,
        drainTimeout,
        transacted,
        inbox,
        messageTypes);
  }

  /**
   * Whether the queue is where its own failed messages go: a handler that throws there would be
   * given the same message again at once, without the reason of its first failure.
   */
  public boolean consumesItsErrors() {
    return queue.equals(bus.errorQueue());
  }

  /** What must exist before the queue is consumed, or received from. */
  public Topology topology() {
    QueueType errorType = bus.connection().errorQueueType();
    return Topology.listener(
        bus.directExchange(),
        bus.topicExchange(),
        consumesItsErrors()
            ? Topology.Queue.of(queue, errorType)
            : Topology.Queue.consumed(queue, queueType, queueArguments, bus.errors(), errorType),
        topics);
  }
}
