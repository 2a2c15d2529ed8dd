package io.pikabus.rabbitmq.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FrameCounterTest {

  @Test
  void it_counts_what_a_client_sends_by_kind() throws Exception {
    Broker broker = Broker.shared();
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(broker.uri());
    try (FrameCounter counter = new FrameCounter(broker.uri())) {
      factory.setHost("127.0.0.1");
      factory.setPort(counter.port());
      try (Connection connection = factory.newConnection();
          Channel channel = connection.createChannel()) {
        String queue = channel.queueDeclare().getQueue();
        channel.confirmSelect();
        Map<String, Long> before = counter.sent();

        channel.basicPublish("", queue, null, new byte[200]);
        channel.basicPublish("", queue, null, new byte[0]);
        channel.waitForConfirmsOrDie(10_000);
        channel.basicAck(channel.basicGet(queue, false).getEnvelope().getDeliveryTag(), false);
        channel.messageCount(queue);

        assertThat(counter.sentSince(before))
            .isEqualTo(
                Map.of(
                    FrameCounter.PUBLISH,
                    2L,
                    FrameCounter.HEADER,
                    2L,
                    FrameCounter.BODY,
                    1L,
                    FrameCounter.ACKNOWLEDGE,
                    1L,
                    "60.70",
                    1L,
                    "50.10",
                    1L));
      }
    }
  }
}
