package io.pikabus.config;

import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.SenderIdentity;
import io.pikabus.protocol.TimeFormat;
import org.jspecify.annotations.Nullable;

/** What sending and receiving have in common. */
public record BusSettings(
    ConnectionSettings connection,
    String directExchange,
    String topicExchange,
    String headerPrefix,
    TimeFormat timeFormat,
    @Nullable String listenerQueue) {

  /** The headers' names under this bus's prefix. */
  public HeaderNames headerNames() {
    return new HeaderNames(headerPrefix);
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
