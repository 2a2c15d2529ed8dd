package io.pikabus.config;

import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.SenderIdentity;
import io.pikabus.protocol.TimeFormat;
import io.pikabus.protocol.Topology;
import io.pikabus.protocol.Topology.QueueType;
import org.jspecify.annotations.Nullable;

/** What sending and receiving have in common. */
public record BusSettings(
    ConnectionSettings connection,
    String directExchange,
    String topicExchange,
    String headerPrefix,
    TimeFormat timeFormat,
    @Nullable String listenerQueue,
    String errorQueue) {

  /** The headers' names under this bus's prefix. */
  public HeaderNames headerNames() {
    return new HeaderNames(headerPrefix);
  }

  /** What must exist before a message is moved to the error queue. */
  public Topology errorTopology() {
    return Topology.addressed(directExchange, Topology.Queue.of(errorQueue, QueueType.CLASSIC));
  }

  /** This bus as a sender. */
  public SenderIdentity sender(boolean mandatory, boolean persistent) {
    return new SenderIdentity(
        headerNames(),
        timeFormat,
        directExchange,
        topicExchange,
        listenerQueue,
        mandatory,
        persistent);
  }
}
