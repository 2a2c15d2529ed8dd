package io.pikabus.arquillian;

import static io.pikabus.arquillian.Patience.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Another service of the bus, in Python: sends and receives as PikaBus does. Every step has a
 * channel of its own.
 */
final class Service implements AutoCloseable {

  static final String DIRECT = "PikaBusDirect";
  static final String TOPIC = "PikaBusTopic";

  /** The queue in which the service would take its answers. */
  static final String ADDRESS = "python";

  static final Broker SHARED_BROKER = Broker.shared();

  /** On the broker that all tests share. */
  static final Service SHARED = new Service(SHARED_BROKER.uri());

  private static final Duration CONFIRM = Duration.ofSeconds(10);

  private final Connection connection;

  Service(URI broker) {
    try {
      ConnectionFactory factory = new ConnectionFactory();
      factory.setUri(broker);
      connection = factory.newConnection("python");
    } catch (IOException | TimeoutException | GeneralSecurityException unreachable) {
      throw new IllegalStateException("No connection to " + broker.getHost(), unreachable);
    }
  }

  /** Makes a listener queue with subscriptions, empty. */
  void listen(String queue, String... topics) {
    listen(queue, Map.of(), topics);
  }

  void listen(String queue, Map<String, Object> arguments, String... topics) {
    delete(queue);
    on(
        channel -> {
          declareExchanges(channel);
          channel.queueDeclare(queue, true, false, false, arguments);
          channel.queueBind(queue, DIRECT, queue);
          for (String topic : topics) {
            channel.queueBind(queue, TOPIC, topic);
          }
          return queue;
        });
  }

  /** Makes an empty queue that receives a copy of every command to another queue. */
  void listenIn(String spy, String queue) {
    listen(spy);
    on(channel -> channel.queueBind(spy, DIRECT, queue));
  }

  /** Queues that an earlier run may have left. */
  void delete(String... queues) {
    for (String queue : queues) {
      on(channel -> channel.queueDelete(queue));
    }
  }

  /** Sends a command as PikaBus 2.x does, once the queue is there; returns the MessageId. */
  String send(String queue, String body) {
    return send(queue, body.getBytes(StandardCharsets.UTF_8), Generation.TWO, Map.of());
  }

  String send(String queue, byte[] body, Generation generation, Map<String, Object> headers) {
    await("queue " + queue).until(() -> exists(queue));
    on(channel -> channel.queueBind(queue, DIRECT, queue));
    return publish(DIRECT, queue, body, generation.properties("command", headers));
  }

  /** Sends many commands at once to a queue that is there. */
  void sendAll(String queue, List<String> bodies) {
    on(
        channel -> {
          channel.confirmSelect();
          for (String body : bodies) {
            channel.basicPublish(
                DIRECT,
                queue,
                true,
                Generation.TWO.properties("command", Map.of()),
                body.getBytes(StandardCharsets.UTF_8));
          }
          confirmed(channel);
          return bodies;
        });
  }

  /** Publishes an event as PikaBus 2.x does. */
  String publish(String topic, String body) {
    return publish(
        TOPIC,
        topic,
        body.getBytes(StandardCharsets.UTF_8),
        Generation.TWO.properties("event", Map.of()));
  }

  private String publish(
      String exchange, String key, byte[] body, AMQP.BasicProperties properties) {
    return on(
        channel -> {
          declareExchanges(channel);
          channel.confirmSelect();
          channel.basicPublish(exchange, key, true, properties, body);
          confirmed(channel);
          return properties.getMessageId();
        });
  }

  private static void confirmed(Channel channel) throws IOException {
    try {
      channel.waitForConfirmsOrDie(CONFIRM.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new IOException(e);
    }
  }

  private static void declareExchanges(Channel channel) throws IOException {
    channel.exchangeDeclare(DIRECT, "direct", true);
    channel.exchangeDeclare(TOPIC, "topic", true);
  }

  /** Waits for the next message of a queue and takes it. */
  Received take(String queue) {
    Received[] taken = new Received[1];
    await("a message in queue " + queue).until(() -> (taken[0] = poll(queue)) != null);
    return Objects.requireNonNull(taken[0]);
  }

  /** Waits until so many messages are in a queue and takes them all. */
  List<String> takeAll(String queue, int count) {
    await(count + " messages in queue " + queue).until(() -> ready(queue) >= count);
    return on(
        channel -> {
          List<String> bodies = new ArrayList<>();
          for (GetResponse next = channel.basicGet(queue, true);
              next != null;
              next = channel.basicGet(queue, true)) {
            bodies.add(Received.of(next).body());
          }
          return bodies;
        });
  }

  /** The next message of a queue, if one is there now. */
  @Nullable Received poll(String queue) {
    if (!exists(queue)) {
      return null;
    }
    GetResponse response = on(channel -> channel.basicGet(queue, true));
    return response == null ? null : Received.of(response);
  }

  /** How many messages wait in a queue; those that were delivered do not count. */
  long ready(String queue) {
    return on(channel -> channel.messageCount(queue));
  }

  long consumers(String queue) {
    return on(channel -> channel.consumerCount(queue));
  }

  boolean exists(String queue) {
    try {
      on(channel -> channel.queueDeclarePassive(queue));
      return true;
    } catch (UncheckedIOException missing) {
      return false;
    }
  }

  private <T> T on(Step<T> step) {
    try (Channel channel = Objects.requireNonNull(connection.createChannel())) {
      return step.on(channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Step<T> {
    T on(Channel channel) throws IOException;
  }

  @Override
  public void close() {
    connection.abort();
  }

  /** Which PikaBus it is written with. */
  enum Generation {
    ONE("11/24/2026 06:31:56"),
    TWO("2026-11-24T06:31:56.441584+00:00");

    private final String time;

    Generation(String time) {
      this.time = time;
    }

    private AMQP.BasicProperties properties(String intent, Map<String, Object> more) {
      Map<String, Object> headers = new LinkedHashMap<>();
      headers.put("PikaBus.MessageId", UUID.randomUUID().toString());
      headers.put("PikaBus.CorrelationId", UUID.randomUUID().toString());
      headers.put("PikaBus.TimeSent", time);
      headers.put("PikaBus.Intent", intent);
      headers.put("PikaBus.ContentType", "application/json");
      headers.put("PikaBus.ContentEncoding", "utf-8");
      headers.put("PikaBus.ReplyToAddress", ADDRESS);
      headers.put("PikaBus.OriginatingAddress", ADDRESS);
      headers.putAll(more);
      return new AMQP.BasicProperties.Builder()
          .contentType("application/json")
          .contentEncoding("utf-8")
          .deliveryMode(2)
          .messageId(String.valueOf(headers.get("PikaBus.MessageId")))
          .correlationId(String.valueOf(headers.get("PikaBus.CorrelationId")))
          .replyTo(ADDRESS)
          .headers(headers)
          .build();
    }
  }
}
