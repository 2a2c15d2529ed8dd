package io.pikabus.resource.xa;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pikabus.Destination;
import io.pikabus.protocol.Address;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.protocol.MessagePublisher;
import io.pikabus.transaction.SendPhase;
import io.pikabus.transaction.TransactionalMessage;
import java.time.Duration;
import java.util.Map;

/** Messages of a transaction. */
final class Messages {

  private Messages() {}

  /** A command to a queue, whose body is its id. */
  static TransactionalMessage to(String queue, String id, MessagePublisher publisher) {
    Envelope envelope =
        new Envelope(
            new Destination.Queue(queue),
            Address.queue("PikaBusDirect", queue),
            true,
            new HeaderNames("PikaBus"),
            new MessageProperties(
                "text/plain",
                null,
                Map.of(),
                2,
                null,
                null,
                null,
                null,
                id,
                null,
                null,
                null,
                null,
                null),
            id.getBytes(UTF_8),
            null);
    return new TransactionalMessage(
        envelope,
        publisher,
        Duration.ofSeconds(5),
        SendPhase.STORED,
        Address.errors("PikaBusDirect", "error"),
        null);
  }
}
