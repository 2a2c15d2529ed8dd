package io.pikabus.crash;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/**
 * Looks at the broker with the bare client, on a new connection each time: the broker may have been
 * killed in between.
 */
record Audit(URI broker) {

  private static final String DIRECT = "PikaBusDirect";
  private static final String ERROR = "error";

  /** Makes the queues that the applications send to. Classic, durable. */
  void listen(String... queues) {
    on(
        channel -> {
          channel.exchangeDeclare(DIRECT, "direct", true);
          for (String queue : queues) {
            channel.queueDeclare(queue, true, false, false, Map.of());
            channel.queueBind(queue, DIRECT, queue);
          }
          return queues;
        });
  }

  /** Sends a command to a queue, as a service of the bus does: confirmed, with a MessageId. */
  void send(String queue, String body) {
    send(queue, List.of(body));
  }

  /** Likewise several, in their order. */
  void send(String queue, List<String> bodies) {
    on(
        channel -> {
          channel.confirmSelect();
          for (String body : bodies) {
            channel.basicPublish("", queue, true, command(), body.getBytes(StandardCharsets.UTF_8));
          }
          return channel.waitForConfirms();
        });
  }

  private static AMQP.BasicProperties command() {
    String messageId = UUID.randomUUID().toString();
    return MessageProperties.PERSISTENT_TEXT_PLAIN
        .builder()
        .messageId(messageId)
        .headers(Map.of("PikaBus.MessageId", messageId, "PikaBus.Intent", "command"))
        .build();
  }

  /** Takes all that is in a queue, in order. */
  List<Arrival> drain(String queue) {
    return on(
        channel -> {
          List<Arrival> all = new ArrayList<>();
          for (GetResponse next = channel.basicGet(queue, true);
              next != null;
              next = channel.basicGet(queue, true)) {
            all.add(Arrival.of(next));
          }
          return all;
        });
  }

  /** How many messages wait in a queue; none if it is not there. */
  long ready(String queue) {
    try {
      return on(channel -> channel.messageCount(queue));
    } catch (UncheckedIOException absent) {
      return 0;
    }
  }

  /** How many messages nobody could handle or receive. */
  long errors() {
    return ready(ERROR);
  }

  private <T> T on(Step<T> step) {
    ConnectionFactory factory = new ConnectionFactory();
    try {
      factory.setUri(broker.toString());
    } catch (GeneralSecurityException | URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
    try (Connection connection = factory.newConnection("audit");
        Channel channel = connection.createChannel()) {
      return step.on(channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private interface Step<T> {
    T on(Channel channel) throws IOException, InterruptedException;
  }
}
