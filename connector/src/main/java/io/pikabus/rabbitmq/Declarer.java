package io.pikabus.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.pikabus.protocol.Topology;
import io.pikabus.protocol.Topology.QueueType;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * Declares what is missing and accepts what exists: the broker refuses to declare an existing queue
 * with another type. Every step has a channel of its own, because a refusal closes it.
 */
final class Declarer {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  private Declarer() {}

  /** A step on a channel that is closed after it. */
  interface Step<T> {
    T on(Channel channel) throws IOException;
  }

  static void declare(Connection connection, Topology topology) throws IOException {
    for (Topology.Exchange exchange : topology.exchanges()) {
      declareExchange(connection, exchange);
    }
    for (Topology.Queue queue : topology.queues()) {
      declareQueue(connection, queue);
    }
    for (Topology.Binding binding : topology.bindings()) {
      bind(connection, binding);
    }
  }

  static void declareExchange(Connection connection, Topology.Exchange exchange)
      throws IOException {
    try {
      onChannel(connection, c -> c.exchangeDeclare(exchange.name(), exchange.type(), true));
    } catch (IOException different) {
      if (Replies.code(different) != AMQP.PRECONDITION_FAILED) {
        throw different;
      }
      onChannel(connection, c -> c.exchangeDeclarePassive(exchange.name()));
    }
  }

  private static void declareQueue(Connection connection, Topology.Queue queue) throws IOException {
    if (exists(connection, queue.name())) {
      return;
    }
    Map<String, Object> arguments =
        queue.type() == QueueType.QUORUM ? Map.of("x-queue-type", "quorum") : Map.of();
    try {
      onChannel(connection, c -> c.queueDeclare(queue.name(), true, false, false, arguments));
    } catch (IOException other) {
      // Somebody else declared it in between, with other arguments: as good.
      if (Replies.code(other) != AMQP.PRECONDITION_FAILED || !exists(connection, queue.name())) {
        throw other;
      }
    }
  }

  static boolean exists(Connection connection, String queue) throws IOException {
    try {
      onChannel(connection, c -> c.queueDeclarePassive(queue));
      return true;
    } catch (IOException missing) {
      if (Replies.notFound(missing)) {
        return false;
      }
      throw missing;
    }
  }

  static void bind(Connection connection, Topology.Binding b) throws IOException {
    onChannel(connection, c -> c.queueBind(b.queue(), b.exchange(), b.routingKey(), b.arguments()));
  }

  static void unbind(Connection connection, Topology.Binding b) throws IOException {
    onChannel(
        connection, c -> c.queueUnbind(b.queue(), b.exchange(), b.routingKey(), b.arguments()));
  }

  static <T> T onChannel(Connection connection, Step<T> step) throws IOException {
    Channel channel = connection.createChannel();
    if (channel == null) {
      throw new IOException(
          "The connection has no channel left; the broker's channel_max is reached.");
    }
    try {
      return step.on(channel);
    } finally {
      close(channel);
    }
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
      LOG.log(System.Logger.Level.TRACE, "Already gone: {0}", Replies.describe(gone));
    }
  }
}
