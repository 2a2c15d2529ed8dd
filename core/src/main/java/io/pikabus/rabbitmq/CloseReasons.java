package io.pikabus.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import io.pikabus.text.Printable;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what the broker said when it closed a channel or a connection. */
final class CloseReasons {

  private static final Pattern MAJOR = Pattern.compile("RabbitMQ (\\d{1,4})\\b.*", Pattern.DOTALL);

  private CloseReasons() {}

  static int code(Throwable failure) {
    Method reason = closing(failure);
    if (reason instanceof AMQP.Channel.Close close) {
      return close.getReplyCode();
    }
    return reason instanceof AMQP.Connection.Close close ? close.getReplyCode() : 0;
  }

  /**
   * Whether the connection ended, by the broker's shutdown too, and nothing is said of a request.
   */
  static boolean isBroken(Throwable failure) {
    int code = code(failure);
    return (code == 0 && missing(failure) == null) || code == AMQP.CONNECTION_FORCED;
  }

  /** Whether a request had no answer in time, and the connection is there all the same. */
  static boolean isSilence(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TimeoutException) {
        return true;
      }
    }
    return false;
  }

  static boolean notFound(Throwable failure) {
    return code(failure) == AMQP.NOT_FOUND;
  }

  /** Whether trying again needs a person first: access, virtual host. */
  static boolean refusal(Throwable failure) {
    int code = code(failure);
    return code == AMQP.ACCESS_REFUSED || code == AMQP.NOT_ALLOWED || code == AMQP.INVALID_PATH;
  }

  /** What the broker or the client said, on one line. */
  static String describe(Throwable failure) {
    return Printable.of(text(failure));
  }

  private static String text(Throwable failure) {
    TopologyException missing = missing(failure);
    if (missing != null) {
      return String.valueOf(missing.getMessage());
    }
    Method reason = closing(failure);
    if (reason instanceof AMQP.Channel.Close close) {
      return close.getReplyText();
    }
    if (reason instanceof AMQP.Connection.Close close) {
      return close.getReplyCode() == AMQP.INTERNAL_ERROR
          ? close.getReplyText() + ", a fault of the broker's own; its log has the reason"
          : close.getReplyText();
    }
    Throwable innermost = failure;
    while (innermost.getCause() != null && innermost.getCause() != innermost) {
      innermost = innermost.getCause();
    }
    String message = innermost.getMessage();
    String kind = innermost.getClass().getSimpleName();
    return message == null || message.isBlank() ? kind : kind + ": " + message;
  }

  /** What the broker says of itself: product, version, and the name of the node or cluster. */
  static String broker(Connection connection) {
    Map<String, Object> properties = connection.getServerProperties();
    return "%s %s, cluster '%s'"
        .formatted(
            Printable.of(properties.getOrDefault("product", "a broker")),
            Printable.of(properties.getOrDefault("version", "of unknown version")),
            Printable.of(properties.getOrDefault("cluster_name", "?")));
  }

  /** The broker's major version; 0 if it is not RabbitMQ, or does not say. */
  static int majorVersion(Connection connection) {
    Map<String, Object> properties = connection.getServerProperties();
    Matcher version =
        MAJOR.matcher(properties.get("product") + " " + String.valueOf(properties.get("version")));
    return version.matches() ? Integer.parseInt(version.group(1)) : 0;
  }

  /** To which node a connection is open, as people know it: brokers do not tell the node's name. */
  static String node(NodeAddress node, Connection connection) {
    Object cluster = connection.getServerProperties().get("cluster_name");
    return cluster == null ? node.toString() : node + ", cluster '" + Printable.of(cluster) + "'";
  }

  /** With a full stop, if it has none: another sentence follows, or may. */
  static String sentence(String text) {
    String stripped = text.strip();
    return stripped.isEmpty() || ".!?".indexOf(stripped.charAt(stripped.length() - 1)) >= 0
        ? stripped
        : stripped + ".";
  }

  private static @Nullable TopologyException missing(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TopologyException missing) {
        return missing;
      }
    }
    return null;
  }

  private static @Nullable Method closing(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ShutdownSignalException signal) {
        return signal.getReason();
      }
    }
    return null;
  }
}
