package io.pikabus.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Connection;
import io.pikabus.protocol.Topology;
import io.pikabus.protocol.Topology.QueueType;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Creates a queue that is missing, and first what it hands over when it gives up a message. */
final class Creation {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  private Creation() {}

  /**
   * Creates it.
   *
   * @throws IOException when the broker refuses, or the connection broke
   */
  static void create(Connection connection, Topology.Queue queue) throws IOException {
    Optional<Topology> deadLetters = queue.deadLetters();
    if (deadLetters.isEmpty()) {
      declare(connection, queue);
      return;
    }
    try {
      Declarer.declare(connection, deadLetters.get());
      declare(connection, queue);
    } catch (IOException refused) {
      // Precondition: the queue itself, which exists by now and is taken as it is.
      if (Replies.isBroken(refused) || Replies.code(refused) == AMQP.PRECONDITION_FAILED) {
        throw refused;
      }
      LOG.log(
          System.Logger.Level.WARNING,
          "Queue {0} gets no dead-letter route to the error queue, so what its broker gives up is lost: {1}",
          queue.name(),
          Replies.describe(refused));
      declare(connection, queue.withoutDeadLetters());
    }
  }

  private static void declare(Connection connection, Topology.Queue queue) throws IOException {
    Map<String, Object> arguments = new HashMap<>(queue.arguments());
    if (queue.type() == QueueType.QUORUM) {
      arguments.put("x-queue-type", "quorum");
    }
    Declarer.onChannel(
        connection, c -> c.queueDeclare(queue.name(), true, false, false, arguments));
  }
}
