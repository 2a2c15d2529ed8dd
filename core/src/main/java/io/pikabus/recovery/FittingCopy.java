package io.pikabus.recovery;

import io.pikabus.protocol.Deferral;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the copy of a message fit into a frame: what we wrote into it is cut, and then left out,
 * but nothing of the message's own. Pure.
 */
public final class FittingCopy {

  /** For {@code PossibleDuplicate}, and what a table costs beside its entries. */
  private static final int RESERVED = 128;

  /** For the notes on a delayed message, beside the names in them. */
  private static final int RESERVED_FOR_DELAY = 256;

  /** Octets of an error text below which it says nothing. */
  private static final int LEAST_DETAIL = 64;

  private FittingCopy() {}

  /**
   * Cuts a copy.
   *
   * @param countNeeded whether the copy is useless without its count of failures
   * @return empty when it cannot fit
   */
  public static Optional<Envelope> of(Envelope copy, FrameRoom room, boolean countNeeded) {
    int reserved = reserved(copy);
    MessageProperties properties = copy.properties();
    if (room.excess(properties, reserved) <= 0) {
      return Optional.of(copy);
    }
    HeaderNames names = copy.names();
    properties = withLessDetail(properties, names, room.excess(properties, reserved));
    if (room.excess(properties, reserved) > 0) {
      properties = properties.without(names.sourceQueue());
    }
    if (room.excess(properties, reserved) > 0) {
      properties = properties.without(MessageProperties.USER_ID);
    }
    if (room.excess(properties, reserved) > 0 && !countNeeded) {
      properties = properties.without(names.errorRetries());
    }
    if (room.excess(properties, reserved) <= 0) {
      return Optional.of(copy.with(properties));
    }
    return countNeeded || copy.deferral() != null ? Optional.empty() : asItCame(copy, room);
  }

  /**
   * Without room for a mark: whoever sends messages that fill a frame must not stop a lane with
   * those that it has to keep. A copy that may be there already keeps its mark, or waits.
   */
  private static Optional<Envelope> asItCame(Envelope copy, FrameRoom room) {
    HeaderNames names = copy.names();
    MessageProperties properties =
        copy.properties()
            .without(names.errorDetails())
            .without(names.sourceQueue())
            .without(names.errorRetries());
    return room.excess(properties, 0) > 0 ? Optional.empty() : Optional.of(copy.with(properties));
  }

  private static int reserved(Envelope copy) {
    Deferral deferral = copy.deferral();
    int reserved = RESERVED + copy.names().possibleDuplicate().length();
    if (deferral == null) {
      return reserved;
    }
    return reserved
        + RESERVED_FOR_DELAY
        + FailureHeaders.bytes(copy.destination().name())
        + FailureHeaders.bytes(copy.address().exchange())
        + FailureHeaders.bytes(deferral.errorQueue())
        + FailureHeaders.bytes(copy.names().prefix());
  }

  private static MessageProperties withLessDetail(
      MessageProperties properties, HeaderNames names, int excess) {
    String details = properties.header(names.errorDetails());
    int left = details == null ? 0 : FailureHeaders.bytes(details) - excess;
    if (details == null || left < LEAST_DETAIL) {
      return properties.without(names.errorDetails());
    }
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(properties.headers());
    headers.put(names.errorDetails(), FailureHeaders.capped(details, left));
    return properties.withHeaders(headers);
  }
}
