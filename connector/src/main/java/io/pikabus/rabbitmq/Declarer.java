package io.pikabus.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.pikabus.protocol.Topology;
import io.pikabus.protocol.Topology.QueueType;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * Declares what is missing and accepts what exists: the broker refuses to declare an existing queue
 * with another type. Every step has a channel of its own, because a refusal closes it.
 */
final class Declarer {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  /**
   * RabbitMQ 4 drops what it has delivered more than 20 times, and counts each message that was
   * prefetched when a connection ended. Not -1: 3.10 accepts it and drops at the first redelivery.
   */
  static final int DELIVERY_LIMIT = 1_000_000;

  private Declarer() {}

  /** A step on a channel that is closed after it. */
  interface Step<T> {
    T on(Channel channel) throws IOException;
  }

  /** All of it, in one go: waits for new queues to settle. */
  static void declare(Connection connection, Topology topology) throws IOException {
    if (declareQueues(connection, topology)) {
      Settling.await();
    }
    bind(connection, topology);
  }

  /**
   * Exchanges and queues, but no bindings.
   *
   * @return whether a new queue has to settle before it is bound
   */
  static boolean declareQueues(Connection connection, Topology topology) throws IOException {
    for (Topology.Exchange exchange : topology.exchanges()) {
      declareExchange(connection, exchange);
    }
    boolean settling = false;
    for (Topology.Queue queue : topology.queues()) {
      settling |= declareQueue(connection, queue) && queue.type() == QueueType.QUORUM;
    }
    return settling;
  }

  /** The bindings, of queues that are there and have settled. */
  static void bind(Connection connection, Topology topology) throws IOException {
    for (Topology.Binding binding : topology.bindings()) {
      bind(connection, binding);
    }
    for (Topology.Passage passage : topology.passages()) {
      onChannel(
          connection, c -> c.exchangeBind(passage.to(), passage.from(), passage.routingKey()));
    }
  }

  static void declareExchange(Connection connection, Topology.Exchange exchange)
      throws IOException {
    try {
      onChannel(
          connection,
          c ->
              c.exchangeDeclare(
                  exchange.name(), exchange.type(), true, false, exchange.arguments()));
    } catch (IOException different) {
      if (Replies.code(different) != AMQP.PRECONDITION_FAILED) {
        throw different;
      }
      onChannel(connection, c -> c.exchangeDeclarePassive(exchange.name()));
    }
  }

  /** Returns whether the queue is new. */
  private static boolean declareQueue(Connection connection, Topology.Queue queue)
      throws IOException {
    if (exists(connection, queue.name())) {
      return false;
    }
    Map<String, Object> arguments = new HashMap<>(queue.arguments());
    if (queue.type() == QueueType.QUORUM) {
      arguments.put("x-queue-type", "quorum");
      arguments.put("x-delivery-limit", DELIVERY_LIMIT);
    }
    try {
      onChannel(connection, c -> c.queueDeclare(queue.name(), true, false, false, arguments));
      return true;
    } catch (IOException other) {
      // Somebody else declared it in between, with other arguments: as good.
      if (Replies.code(other) != AMQP.PRECONDITION_FAILED || !exists(connection, queue.name())) {
        throw other;
      }
      return false;
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
      LOG.log(System.Logger.Level.TRACE, "Already gone: {0}", Replies.describe(gone));
    }
  }
}
