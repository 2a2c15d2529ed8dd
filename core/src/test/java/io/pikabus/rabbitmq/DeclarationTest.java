package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.pikabus.config.TopologyMode;
import io.pikabus.faults.Outage;
import io.pikabus.protocol.Topology;
import io.pikabus.protocol.Topology.QueueType;
import io.pikabus.thread.Threads;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is told of what was made. */
@Tag("broker")
@Tag("slow")
class DeclarationTest {

  private final String exchange = Outage.unique("made-exchange");
  private final String queue = Outage.unique("made");

  private static Connection connect() throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(Outage.node().uri());
    return factory.newConnection();
  }

  private static boolean nobodyLooks() {
    return Thread.getAllStackTraces().keySet().stream()
        .noneMatch(thread -> thread.getName().startsWith("pikabus-error-queue"));
  }

  @ParameterizedTest
  @EnumSource(QueueType.class)
  void whatever_is_new_is_told_and_only_a_quorum_queue_has_to_settle(QueueType type)
      throws Exception {
    Topology topology =
        new Topology(
            List.of(Topology.Exchange.of(exchange, "direct")),
            List.of(Topology.Queue.of(queue, type)),
            List.of(),
            List.of());
    try (Connection connection = connect();
        Channel channel = connection.createChannel()) {
      assertMakes(connection, topology, true, type == QueueType.QUORUM);
      assertMakes(connection, topology, false, false);

      channel.exchangeDelete(exchange);
      assertMakes(connection, topology, true, false);

      channel.queueDelete(queue);
      assertMakes(connection, topology, true, type == QueueType.QUORUM);
    }
  }

  private static void assertMakes(
      Connection connection, Topology topology, boolean any, boolean gracePeriod) throws Exception {
    try (Declaration declaration =
        new Declaration(
            connection, new TopologyRules(TopologyMode.DECLARE, "guest", QueueType.CLASSIC))) {
      assertThat(declaration.declareQueues(topology)).isEqualTo(gracePeriod);
      assertThat(declaration.hasMade()).isEqualTo(any);
    }
  }

  @Test
  void an_error_queue_that_is_not_there_yet_is_looked_at_again() throws Exception {
    ErrorQueues errors =
        new ErrorQueues(
            new TopologyRules(TopologyMode.DECLARE, "guest", QueueType.QUORUM), Threads.DAEMONS);
    try (Connection connection = connect();
        Channel channel = connection.createChannel()) {
      errors.look(connection, queue);
      await().until(DeclarationTest::nobodyLooks);
      channel.queueDeclare(queue, true, false, false, Map.of());
      errors.look(connection, queue);

      await().until(() -> !errors.said(queue).isEmpty());
    }
  }
}
