package io.pikabus.config;

import io.pikabus.protocol.Topology;
import io.pikabus.protocol.Topology.QueueType;
import java.util.List;

/** How one queue is consumed. */
public record IncomingSettings(
    BusSettings bus,
    String queue,
    List<String> topics,
    QueueType queueType,
    int prefetch,
    String errorQueue) {

  public IncomingSettings {
    topics = List.copyOf(topics);
  }

  /** The same settings for another queue, without its topics. */
  public IncomingSettings forQueue(String other) {
    return new IncomingSettings(bus, other, List.of(), queueType, prefetch, errorQueue);
  }

  /** What must exist before the queue is consumed. */
  public Topology topology() {
    return Topology.listener(
        bus.directExchange(), bus.topicExchange(), new Topology.Queue(queue, queueType), topics);
  }

  /** What must exist before a message is moved to the error queue. */
  public Topology errorTopology() {
    return Topology.addressed(
        bus.directExchange(), new Topology.Queue(errorQueue, QueueType.CLASSIC));
  }
}
