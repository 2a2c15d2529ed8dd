package io.pikabus.config;

import io.pikabus.protocol.Topology;
import io.pikabus.protocol.Topology.QueueType;
import java.time.Duration;
import java.util.List;

/**
 * How one queue is consumed.
 *
 * @param drainTimeout for the message in hand when the application stops
 */
public record IncomingSettings(
    BusSettings bus,
    String queue,
    List<String> topics,
    QueueType queueType,
    int prefetch,
    RetrySettings retries,
    Duration drainTimeout) {

  public IncomingSettings {
    topics = List.copyOf(topics);
  }

  /** The same settings for another queue, without its topics. */
  public IncomingSettings forQueue(String other) {
    return new IncomingSettings(bus, other, List.of(), queueType, prefetch, retries, drainTimeout);
  }

  /** What must exist before the queue is consumed. */
  public Topology topology() {
    return Topology.listener(
        bus.directExchange(), bus.topicExchange(), Topology.Queue.of(queue, queueType), topics);
  }
}
