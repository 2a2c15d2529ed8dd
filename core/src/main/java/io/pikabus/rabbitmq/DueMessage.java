package io.pikabus.rabbitmq;

import io.pikabus.Destination;
import io.pikabus.delay.DelayHeaders;
import io.pikabus.protocol.Address;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.recovery.FailureHeaders;
import java.time.Instant;
import java.util.Optional;

/**
 * A delayed message in our hands, and what its note says of it.
 *
 * @param note where it belongs
 */
record DueMessage(Delivery delivery, DelayHeaders note) {

  /** Reads a message; empty when it says not where it belongs. */
  static Optional<DueMessage> read(Delivery delivery) {
    return DelayHeaders.read(delivery.properties()).map(note -> new DueMessage(delivery, note));
  }

  /** A stranger's message, which belongs nowhere but in our error queue. */
  static DueMessage stray(Delivery delivery, OwnBuses.Bus own) {
    return new DueMessage(
        delivery,
        new DelayHeaders(
            Instant.now(),
            delivery.metadata().queue(),
            own.directExchange(),
            own.errorQueue(),
            new HeaderNames("PikaBus")));
  }

  /** As its destination shall receive it. */
  Envelope envelope(boolean possibleDuplicate) {
    Envelope envelope =
        new Envelope(
            new Destination.Queue(note.queue()),
            Address.queue(note.directExchange(), note.queue()),
            true,
            note.names(),
            DelayHeaders.takenOff(delivery.properties().forwarded()),
            delivery.body(),
            null);
    return possibleDuplicate ? envelope.possibleDuplicate() : envelope;
  }

  /** As it waits. */
  Envelope waiting(boolean possibleDuplicate) {
    Envelope plain = envelope(possibleDuplicate);
    return plain.with(note.on(plain.properties()));
  }

  /** As an error queue shall receive it. */
  Envelope undeliverable(OwnBuses.Bus own, String reason) {
    Envelope envelope = envelope(delivery.metadata().redelivered());
    return envelope
        .with(
            FailureHeaders.undeliverable(envelope.properties(), note.names(), note.queue(), reason))
        .via(Address.queue(own.directExchange(), own.errorQueue()));
  }
}
