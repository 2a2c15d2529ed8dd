package io.pikabus.rabbitmq;

import com.rabbitmq.client.MalformedFrameException;
import io.pikabus.text.Printable;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says what answers where a broker was expected, and what a person can do. */
final class Strangers {

  /**
   * The client takes the first seven octets that it reads for the header of a frame, and the last
   * four of them for its size, which its message repeats with what a frame has around it.
   */
  private static final Pattern SIZE = Pattern.compile("Frame size is invalid \\((-?\\d+)\\)");

  /** What the client says of a broker with which it has no mechanism in common. */
  private static final Pattern OFFER =
      Pattern.compile("No compatible authentication mechanism found - server offered \\[(.*)]");

  private static final int FRAME_OVERHEAD = 8;

  /** Octets four to seven of what others say first. */
  private static final Map<String, String> GREETINGS =
      Map.of("P/1.", "An HTTP server", "-2.0", "An SSH server", "-1.9", "An SSH server");

  private static final String LOOK =
      "Look at host, port and tls: RabbitMQ usually listens at 5672 without TLS and at 5671 with it.";

  private Strangers() {}

  /** Null when nothing is known of the other end. */
  static @Nullable String describe(Throwable failure) {
    if (CloseReasons.code(failure) != 0) {
      return null; // A broker, and it said why.
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String described = ofCause(cause);
      if (described != null) {
        return described;
      }
    }
    return null;
  }

  /** Of a broker that does not take certificates for users; null for every other failure. */
  static @Nullable String describeSasl(Throwable failure) {
    Matcher offer = OFFER.matcher(String.valueOf(failure.getMessage()));
    return offer.find()
        ? "The broker does not take sasl = external; it offers %s. Enable its plugin rabbitmq_auth_mechanism_ssl and add EXTERNAL to auth_mechanisms, or connect with username and password."
            .formatted(Printable.of(offer.group(1)))
        : null;
  }

  private static @Nullable String ofCause(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof MalformedFrameException) {
      return ofFrame(message);
    }
    if (cause instanceof UnknownHostException) {
      return "The name of the host is not known: %s. Look at host or addresses."
          .formatted(Printable.of(message));
    }
    if (cause instanceof ConnectException) {
      return "Nothing listens at this address (%s). Is the broker running? %s"
          .formatted(Printable.of(message), LOOK);
    }
    if (cause instanceof EOFException || cause instanceof SocketException) {
      return "The other end closed the connection before it said a word of AMQP (%s). A broker that is starting or stopping does so, and so do others: the wrong port, or a listener that expects TLS. %s"
          .formatted(CloseReasons.describe(cause), LOOK);
    }
    if (cause instanceof SocketTimeoutException && message.startsWith("Connect")) {
      return "This address did not answer within connection-timeout. Look at host and port, and whether a firewall is in between.";
    }
    boolean silent =
        cause instanceof TimeoutException
            || cause instanceof SocketTimeoutException && message.startsWith("Read");
    return silent
        ? "Something accepts connections at this address and did not answer within connection-timeout. Either the broker hangs, or it is no broker for AMQP. "
            + LOOK
        : null;
  }

  private static String ofFrame(String message) {
    if (message.contains("version mismatch")) {
      return "The broker does not take AMQP 0-9-1, which pikabus speaks (%s). Look whether this port is for another protocol only."
          .formatted(Printable.of(message));
    }
    Matcher size = SIZE.matcher(message);
    if (!size.find()) {
      return "What answers at this address does not speak AMQP (%s). %s"
          .formatted(Printable.of(message), LOOK);
    }
    int written = (int) Long.parseLong(size.group(1)) - FRAME_OVERHEAD;
    byte[] octets = ByteBuffer.allocate(Integer.BYTES).putInt(written).array();
    // A fatal alert of TLS is 15 03 xx 00 02 02 xx, a warning 15 03 xx 00 02 01 xx.
    if (octets[0] == 0 && octets[1] == 2 && (octets[2] == 1 || octets[2] == 2)) {
      return "What answers at this address expects TLS. Set tls = true, or port to that of a listener without TLS, usually 5672.";
    }
    String greeting = new String(octets, StandardCharsets.ISO_8859_1);
    return "%s answers at this address, and no broker for AMQP. %s"
        .formatted(GREETINGS.getOrDefault(greeting, "Something else"), LOOK);
  }
}
