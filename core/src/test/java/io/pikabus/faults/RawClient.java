package io.pikabus.faults;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.pikabus.rabbitmq.node.Broker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Somebody who speaks plain AMQP with the broker itself, past every proxy. For one thread. */
public final class RawClient implements AutoCloseable {

  /**
   * A message found in a queue.
   *
   * @param marked with the header that says that it may be a duplicate
   */
  public record Found(String text, String messageId, boolean marked) {}

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Connection connection;
  private final Channel channel;

  /** Connects. */
  public RawClient(Broker broker) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(broker.uri());
    factory.setAutomaticRecoveryEnabled(false);
    connection = factory.newConnection("peer");
    channel = connection.createChannel();
    channel.confirmSelect();
  }

  /** A new durable queue. */
  public String queue(String name) throws Exception {
    String unique = Outage.unique(name);
    declare(unique, Map.of());
    return unique;
  }

  /** A durable queue of this very name. */
  public void declare(String queue, Map<String, Object> arguments) throws Exception {
    channel.queueDeclare(queue, true, false, false, arguments);
  }

  /** Deletes a queue. */
  public void delete(String queue) throws Exception {
    channel.queueDelete(queue);
  }

  /** Counts the messages that wait in a queue. */
  public long ready(String queue) throws Exception {
    return channel.messageCount(queue);
  }

  /** Puts a message into a queue, and waits until it is there: counting it may overtake it else. */
  public void put(String queue, String text) throws Exception {
    channel.basicPublish("", queue, null, text.getBytes(StandardCharsets.UTF_8));
    channel.waitForConfirmsOrDie(TIMEOUT.toMillis());
  }

  /** Takes all that is there, in order. */
  public List<Found> takeAll(String queue) throws Exception {
    List<Found> all = Collections.synchronizedList(new ArrayList<>());
    for (long waiting = ready(queue); waiting > 0; waiting = ready(queue)) {
      Taking taking = new Taking(channel, all, Math.toIntExact(waiting));
      channel.basicConsume(queue, true, taking);
      awaitOrFail(taking.missing, "Messages were counted and did not come.");
      channel.basicCancel(taking.getConsumerTag());
      awaitOrFail(taking.last, "A consumer was cancelled and did not end.");
    }
    return List.copyOf(all);
  }

  private static void awaitOrFail(CountDownLatch latch, String failure) throws Exception {
    if (!latch.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException(failure);
    }
  }

  /** Takes at least so many, and what comes until it is cancelled. */
  private static final class Taking extends DefaultConsumer {
    private final List<Found> all;
    private final CountDownLatch missing;

    /** Told on the thread of the deliveries, behind the last of them. */
    private final CountDownLatch last = new CountDownLatch(1);

    Taking(Channel channel, List<Found> all, int atLeast) {
      super(channel);
      this.all = all;
      this.missing = new CountDownLatch(atLeast);
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, BasicProperties properties, byte[] body) {
      all.add(found(properties, body));
      missing.countDown();
    }

    @Override
    public void handleCancelOk(String tag) {
      last.countDown();
    }
  }

  private static Found found(BasicProperties properties, byte[] body) {
    Map<String, Object> headers = properties.getHeaders();
    return new Found(
        new String(body, StandardCharsets.UTF_8),
        String.valueOf(properties.getMessageId()),
        headers != null && Boolean.TRUE.equals(headers.get("PikaBus.PossibleDuplicate")));
  }

  /** For whatever else is to be done. */
  public Channel channel() {
    return channel;
  }

  /** For what the broker may refuse, which ends a channel. */
  public Channel fresh() throws Exception {
    return connection.createChannel();
  }

  @Override
  public void close() {
    connection.abort((int) TIMEOUT.toMillis());
  }
}
