package io.pikabus.config;

import io.pikabus.Destination;
import io.pikabus.protocol.SenderIdentity;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How messages are sent: by an outgoing channel, or through the {@code PikaBus} API.
 *
 * @param destination null when each message says its own
 */
public record OutgoingSettings(
    BusSettings bus,
    @Nullable Destination destination,
    boolean mandatory,
    boolean persistent,
    @Nullable String messageType,
    MessageTypeFrom messageTypeFrom,
    Duration confirmTimeout,
    TransactionMode transaction,
    FlushTime flush) {

  /** The sender that these settings describe. */
  public SenderIdentity sender() {
    return bus.sender(mandatory, persistent);
  }
}
