package io.pikabus.example.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ErrorQueueTest {
  @SuppressWarnings("NullAway.Init")
  private Connection connection;

  @SuppressWarnings("NullAway.Init")
  private Channel channel;

  // Never the queue 'error' itself: the broker may be somebody's.
  private String queue = "";

  @BeforeEach
  void declareQueue() throws Exception {
    connection = new BrokerAddress(Broker.shared().uri()).connect();
    channel = connection.createChannel();
    queue = channel.queueDeclare().getQueue();
    channel.confirmSelect();
  }

  @AfterEach
  void closeConnection() throws Exception {
    connection.close();
  }

  @Test
  void takesItsOwnMessageAndLeavesTheOthersInOrder() throws Exception {
    UUID orderId = UUID.randomUUID();
    publish("first", "second", "{\"orderId\": \"" + orderId + "\"}", "third");

    assertThat(new ErrorQueue(channel, queue).take(orderId))
        .hasValueSatisfying(
            message -> assertThat(BusTap.text(message.getBody())).contains(orderId.toString()));

    assertThat(messages()).containsExactly("first", "second", "third");
  }

  @Test
  void leavesAllIfItsOwnIsNotThere() throws Exception {
    publish("first", "second");

    assertThat(new ErrorQueue(channel, queue).take(UUID.randomUUID())).isEmpty();

    assertThat(messages()).containsExactly("first", "second");
  }

  private void publish(String... bodies) throws Exception {
    for (String body : bodies) {
      channel.basicPublish("", queue, null, body.getBytes(StandardCharsets.UTF_8));
    }
    channel.waitForConfirmsOrDie(10_000);
  }

  private List<String> messages() throws Exception {
    List<String> bodies = new ArrayList<>();
    GetResponse next = channel.basicGet(queue, true);
    while (next != null) {
      bodies.add(BusTap.text(next.getBody()));
      next = channel.basicGet(queue, true);
    }
    return bodies;
  }
}
