package io.pikabus.protocol;

import io.pikabus.Destination;
import io.pikabus.Intent;
import io.pikabus.text.Printable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message ready for the wire: everything that was to be decided about it is decided.
 *
 * @param destination for whom it is
 * @param address to which it is published
 * @param mandatory whether the broker returns it when no queue receives it
 * @param names of the headers on its bus
 * @param deferral before which it must not arrive; null for at once
 */
public record Envelope(
    Destination destination,
    Address address,
    boolean mandatory,
    HeaderNames names,
    MessageProperties properties,
    byte[] body,
    @Nullable Deferral deferral) {

  /** The same message, sent again: a receiver may see it twice. */
  public Envelope possibleDuplicate() {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(properties.headers());
    headers.put(names.possibleDuplicate(), true);
    return with(properties.withHeaders(headers));
  }

  /** The same message with other properties. */
  public Envelope with(MessageProperties other) {
    return new Envelope(destination, address, mandatory, names, other, body, deferral);
  }

  /** The same message, to come back when no queue receives it. */
  public Envelope returned() {
    return new Envelope(destination, address, true, names, properties, body, deferral);
  }

  /** The same message by another way. */
  public Envelope via(Address other) {
    return new Envelope(destination, other, mandatory, names, properties, body, deferral);
  }

  /** The same message, to arrive then. */
  public Envelope deferred(Deferral until) {
    return new Envelope(destination, address, mandatory, names, properties, body, until);
  }

  /** The same message, to arrive at once. */
  public Envelope undeferred() {
    return new Envelope(destination, address, mandatory, names, properties, body, null);
  }

  /** For error messages: names the message without its content. */
  public String describe() {
    String kind = destination.intent() == Intent.COMMAND ? "Command" : "Event";
    return "%s %s to %s".formatted(kind, Printable.of(properties.messageId()), destination);
  }
}
