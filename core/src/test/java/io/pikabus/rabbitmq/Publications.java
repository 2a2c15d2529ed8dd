package io.pikabus.rabbitmq;

import io.pikabus.Destination;
import io.pikabus.protocol.Address;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.time.Deadline;
import java.time.Duration;
import java.util.Map;

/** Messages to be confirmed. */
final class Publications {

  private Publications() {}

  static Publication command(String messageId) {
    return command(messageId, true);
  }

  /** One whose time is over, or one with much time. */
  static Publication command(String messageId, boolean inTime) {
    return new Publication(
        new Envelope(
            new Destination.Queue("queue"),
            new Address("exchange", "queue", true, true, false),
            true,
            new HeaderNames("PikaBus"),
            new MessageProperties(
                null, null, Map.of(), 2, null, null, null, null, messageId, null, null, null, null,
                null),
            new byte[0],
            null),
        Deadline.in(inTime ? Duration.ofHours(1) : Duration.ZERO));
  }
}
