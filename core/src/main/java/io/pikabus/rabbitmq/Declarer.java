package io.pikabus.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.pikabus.protocol.Topology;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** Requests on channels of their own, because a refusal closes the channel. */
final class Declarer {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  private Declarer() {}

  /** A step on a channel that is closed after it. */
  interface Step<T> {
    T on(Channel channel) throws IOException;
  }

  static boolean exists(Connection connection, String queue) throws IOException {
    try {
      onChannel(connection, c -> c.queueDeclarePassive(queue));
      return true;
    } catch (IOException missing) {
      if (CloseReasons.notFound(missing)) {
        return false;
      }
      throw missing;
    }
  }

  static void unbind(Connection connection, Topology.Binding b) throws IOException {
    onChannel(
        connection, c -> c.queueUnbind(b.queue(), b.exchange(), b.routingKey(), b.arguments()));
  }

  static <T> T onChannel(Connection connection, Step<T> step) throws IOException {
    Channel channel = channel(connection);
    try {
      return step.on(channel);
    } finally {
      close(channel);
    }
  }

  static Channel channel(Connection connection) throws IOException {
    Channel channel = connection.createChannel();
    if (channel == null) {
      throw new IOException(
          "The connection has no channel left; the broker's channel_max is reached.");
    }
    return channel;
  }

  static void close(Channel channel) {
    if (channel.isOpen()) {
      try {
        channel.close();
      } catch (IOException | TimeoutException | RuntimeException gone) {
        abort(channel);
      }
    }
  }

  static void abort(Channel channel) {
    try {
      channel.abort();
    } catch (IOException | RuntimeException gone) {
      // Nothing is left to close.
      LOG.log(System.Logger.Level.TRACE, "Already gone: {0}", CloseReasons.describe(gone));
    }
  }
}
