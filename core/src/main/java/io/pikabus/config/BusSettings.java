package io.pikabus.config;

import io.pikabus.protocol.Address;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.SenderIdentity;
import io.pikabus.protocol.TimeFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What sending and receiving have in common.
 *
 * @param headerNames under this bus's prefix
 * @param allowedReplyQueues patterns of queues that may be replied to; empty for all
 */
public record BusSettings(
    ConnectionSettings connection,
    String directExchange,
    String topicExchange,
    HeaderNames headerNames,
    TimeFormat timeFormat,
    @Nullable String listenerQueue,
    String errorQueue,
    List<String> allowedReplyQueues) {

  /** Where messages go that could not be handled or delivered. */
  public Address errors() {
    return Address.errors(directExchange, errorQueue);
  }

  /** This bus as a sender. */
  public SenderIdentity sender(boolean mandatory, boolean persistent) {
    return new SenderIdentity(
        headerNames,
        timeFormat,
        directExchange,
        topicExchange,
        listenerQueue,
        mandatory,
        persistent);
  }
}
