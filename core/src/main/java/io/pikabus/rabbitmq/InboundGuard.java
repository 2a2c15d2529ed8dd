package io.pikabus.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.Frame;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the frames of one connection before the client parses them. The client ends the whole
 * connection over a content header that it cannot read and over a body that is too large; the
 * message stays in its queue, and ends the next connection as well. The guard replaces such a
 * header by one that the client reads and that says what was wrong, and lets too large a body pass
 * by.
 *
 * <p>For the connection's reader thread only.
 */
final class InboundGuard {

  /** Nobody can guess it, so that no sender can say it of a message. */
  private static final UUID SECRET = UUID.randomUUID();

  /** The header that says why others could not be read. */
  static final String REPAIRED = "pikabus-repaired-" + SECRET;

  /** The header that says why the body is missing. */
  static final String BODY_MISSING = "pikabus-body-missing-" + SECRET;

  private final int largestBody;

  /** Octets of bodies that are still to pass by, by channel. */
  private final Map<Integer, Long> passing = new HashMap<>();

  InboundGuard(int largestBody) {
    this.largestBody = largestBody;
  }

  /** The frame for the client to parse. */
  @Nullable Frame inspect(@Nullable Frame frame) {
    if (frame == null) {
      return null;
    }
    return switch (frame.getType()) {
      case AMQP.FRAME_HEADER -> header(frame);
      case AMQP.FRAME_BODY -> passing.isEmpty() ? frame : body(frame);
      default -> frame;
    };
  }

  private Frame header(Frame frame) {
    byte[] payload = frame.getPayload();
    long size = ContentHeaders.bodySize(payload);
    if (size < 0 || size > largestBody) {
      passing.put(frame.getChannel(), size);
      String reason =
          "Its body has %d octets, and %d are received at most (max-message-size)."
              .formatted(size, largestBody);
      return with(frame, RepairedHeader.of(payload, 0, BODY_MISSING, reason));
    }
    String fault = ContentHeaders.fault(payload);
    return fault == null ? frame : with(frame, RepairedHeader.of(payload, size, REPAIRED, fault));
  }

  private static Frame with(Frame frame, byte[] payload) {
    return new Frame(frame.getType(), frame.getChannel(), payload);
  }

  private Frame body(Frame frame) {
    Long left = passing.get(frame.getChannel());
    if (left == null) {
      return frame;
    }
    long after = left - frame.getPayload().length;
    if (after > 0) {
      passing.put(frame.getChannel(), after);
    } else {
      passing.remove(frame.getChannel());
    }
    // The client takes it for a sign of life, which it is.
    return new Frame(AMQP.FRAME_HEARTBEAT, 0, new byte[0]);
  }
}
