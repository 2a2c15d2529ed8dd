package io.pikabus.errors;

import io.pikabus.Destination;
import io.pikabus.config.BusSettings;
import io.pikabus.protocol.Address;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;

/** What leaves for a message of the error queue. Pure. */
final class RetriedMessage {

  private RetriedMessage() {}

  /**
   * The message as it was before it failed: what the failure wrote is taken off, so that its
   * retries begin anew. Everything else stays, every header with its type.
   *
   * @param to where it goes: of an event, the topic on the bus's exchange
   * @param twice whether it may have been sent before
   */
  static Envelope of(
      MessageProperties failed, byte[] body, BusSettings bus, Destination to, boolean twice) {
    HeaderNames names = bus.headerNames();
    MessageProperties properties =
        failed
            .forwarded()
            .without(names.errorRetries())
            .without(names.errorDetails())
            .without(names.sourceQueue());
    Address address =
        to instanceof Destination.Queue
            ? Address.queue(bus.directExchange(), to.name())
            : new Address(bus.topicExchange(), to.name(), true, false, false);
    Envelope copy = envelope(to, address, bus, properties, body);
    return twice ? copy.possibleDuplicate() : copy;
  }

  /**
   * The message as it is, to the end of the error queue: the broker counts its deliveries anew.
   * Without what would keep the broker from taking it, or make it copy it elsewhere.
   */
  static Envelope renewed(MessageProperties failed, byte[] body, BusSettings bus) {
    MessageProperties properties =
        failed
            .forwarded()
            .withHeaders(failed.without(MessageProperties.DELIVERY_COUNT).without("CC").headers());
    Envelope copy =
        envelope(new Destination.Queue(bus.errorQueue()), bus.errors(), bus, properties, body);
    // Without an id nobody could tell the copy from the original, if both remained.
    boolean known =
        properties.messageId() != null || properties.header(bus.headerNames().messageId()) != null;
    return known ? copy : copy.possibleDuplicate();
  }

  static Envelope envelope(
      Destination to, Address address, BusSettings bus, MessageProperties properties, byte[] body) {
    return new Envelope(to, address, true, bus.headerNames(), properties, body, null);
  }
}
