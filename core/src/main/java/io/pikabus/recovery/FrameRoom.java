package io.pikabus.recovery;

import io.pikabus.protocol.MessageProperties;
import java.util.function.ToIntFunction;

/**
 * What a broker's frames leave for a message's properties, which must fit into one.
 *
 * @param most octets of a frame, as negotiated with the broker
 * @param octets of the frame that would carry some properties
 */
public record FrameRoom(int most, ToIntFunction<MessageProperties> octets) {

  /** How many octets the properties are too long; 0 or less when they fit. */
  int excess(MessageProperties properties, int reserved) {
    return octets.applyAsInt(properties) + reserved - most;
  }
}
