package io.pikabus.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Who sends, and how by default: what the header rules need to know of a bus.
 *
 * @param listenerQueue what {@code ReplyToAddress} says; null for a sender that has none
 */
public record SenderIdentity(
    HeaderNames names,
    TimeFormat timeFormat,
    String directExchange,
    String topicExchange,
    @Nullable String listenerQueue,
    boolean mandatory,
    boolean persistent) {

  /** The same sender inside a handler of a queue: replies come to where the message came from. */
  public SenderIdentity listeningOn(String queue) {
    return new SenderIdentity(
        names, timeFormat, directExchange, topicExchange, queue, mandatory, persistent);
  }
}
