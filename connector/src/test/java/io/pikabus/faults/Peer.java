package io.pikabus.faults;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import io.pikabus.rabbitmq.node.Broker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Somebody who speaks plain AMQP with the broker itself, past every proxy. For one thread. */
public final class Peer implements AutoCloseable {

  /**
   * A message found in a queue.
   *
   * @param marked with the header that says that it may be a duplicate
   */
  public record Found(String text, String messageId, boolean marked) {}

  private final Connection connection;
  private final Channel channel;

  /** Connects. */
  public Peer(Broker broker) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(broker.uri());
    factory.setAutomaticRecoveryEnabled(false);
    connection = factory.newConnection("peer");
    channel = connection.createChannel();
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

  /** Puts a message into a queue. */
  public void put(String queue, String text) throws Exception {
    channel.basicPublish("", queue, null, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Takes all that is there, in order. */
  public List<Found> takeAll(String queue) throws Exception {
    List<Found> all = Collections.synchronizedList(new ArrayList<>());
    for (long waiting = ready(queue); waiting > 0; waiting = ready(queue)) {
      CountDownLatch missing = new CountDownLatch(Math.toIntExact(waiting));
      String consumer =
          channel.basicConsume(
              queue,
              true,
              (tag, each) -> {
                all.add(found(each));
                missing.countDown();
              },
              tag -> {});
      if (!missing.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Messages were counted and did not come.");
      }
      // Answered behind all deliveries, those that came since the counting included.
      channel.basicCancel(consumer);
    }
    return List.copyOf(all);
  }

  private static Found found(Delivery each) {
    Map<String, Object> headers = each.getProperties().getHeaders();
    return new Found(
        new String(each.getBody(), StandardCharsets.UTF_8),
        String.valueOf(each.getProperties().getMessageId()),
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
    connection.abort();
  }
}
