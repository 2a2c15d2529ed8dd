package io.pikabus.protocol;

import io.pikabus.Destination;
import io.pikabus.Intent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message ready for the wire: everything that was to be decided about it is decided.
 *
 * @param destination for whom it is; its name is the routing key
 * @param exchange to which it is published
 * @param ownExchange whether the exchange is one of the bus's two, which are declared when missing;
 *     any other must exist
 * @param mandatory whether the broker returns it when no queue receives it
 * @param names of the headers on its bus
 */
public record Envelope(
    Destination destination,
    String exchange,
    boolean ownExchange,
    boolean mandatory,
    HeaderNames names,
    MessageProperties properties,
    byte[] body) {

  /** The routing key. */
  public String routingKey() {
    return destination.name();
  }

  /** The same message, sent again: a receiver may see it twice. */
  public Envelope possibleDuplicate() {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(properties.headers());
    headers.put(names.possibleDuplicate(), true);
    return new Envelope(
        destination,
        exchange,
        ownExchange,
        mandatory,
        names,
        properties.withHeaders(headers),
        body);
  }

  /** For error messages: names the message without its content. */
  public String describe() {
    String kind = destination.intent() == Intent.COMMAND ? "Command" : "Event";
    return "%s %s to %s".formatted(kind, properties.messageId(), destination);
  }
}
