package io.pikabus.benchmark;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.pikabus.benchmark.agent.BrokerAddress;
import io.pikabus.benchmark.agent.Places;
import io.pikabus.benchmark.agent.Sample;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The driver's hand on the broker: declares, fills, empties and counts. For one thread. */
public final class Queues implements AutoCloseable {

  private static final List<String> CONSUMED =
      List.of(Places.IN, Places.in(Places.DEFAULTS), Places.in(Places.AFTER_COMMIT));

  private static final int BATCH = 1000;
  private static final int CONFIRM_MILLIS = 120_000;

  private final Connection connection;
  private final Channel channel;

  /** Declares all that is missing, of the type that is the virtual host's default. */
  public Queues(BrokerAddress broker) throws Exception {
    connection = broker.connect();
    channel = connection.createChannel();
    channel.confirmSelect();
    channel.exchangeDeclare(Places.EXCHANGE, "direct", true);
    for (String queue : CONSUMED) {
      declare(queue);
    }
    declare(Places.DEEP);
    for (int i = 0; i < Places.OUTS; i++) {
      declare(Places.OUT + i);
    }
  }

  /** Durable; classic unless the virtual host says otherwise. */
  private void declare(String queue) throws IOException {
    channel.queueDeclare(queue, true, false, false, null);
    channel.queueBind(queue, Places.EXCHANGE, queue);
  }

  /** Confirmed messages into one queue. */
  public void fill(String queue, int count) throws Exception {
    for (int sent = 0; sent < count; ) {
      for (int i = 0; i < BATCH && sent < count; i++, sent++) {
        channel.basicPublish(Places.EXCHANGE, queue, true, Sample.properties(), Sample.body());
      }
      channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
    }
  }

  /** Takes messages from the front of a queue until so many are left. */
  void shorten(String queue, int depth) throws Exception {
    long surplus = ready(queue) - depth;
    if (surplus <= 0) {
      return;
    }
    CountDownLatch taken = new CountDownLatch(1);
    try (Channel taking = connection.createChannel()) {
      taking.basicQos(BATCH);
      taking.basicConsume(
          queue,
          false,
          new DefaultConsumer(taking) {
            @Override
            public void handleDelivery(
                String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
                throws IOException {
              long number = envelope.getDeliveryTag();
              if (number == surplus || number < surplus && number % (BATCH / 2) == 0) {
                taking.basicAck(number, true);
              }
              if (number == surplus) {
                taken.countDown();
              }
            }
          });
      if (!taken.await(CONFIRM_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("Queue %s could not be shortened.".formatted(queue));
      }
    }
    while (ready(queue) != depth) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /** All but the one with the backlog. */
  public void empty() throws IOException {
    for (String queue : CONSUMED) {
      channel.queuePurge(queue);
    }
    for (int i = 0; i < Places.OUTS; i++) {
      channel.queuePurge(Places.OUT + i);
    }
  }

  long out() throws IOException {
    long all = 0;
    for (int i = 0; i < Places.OUTS; i++) {
      all += channel.messageCount(Places.OUT + i);
    }
    return all;
  }

  /** Messages that wait in a queue. */
  public long ready(String queue) throws IOException {
    return channel.messageCount(queue);
  }

  /** Waits until no more messages come: what nobody confirms takes its time. */
  long outAtRest() throws Exception {
    long before = -1;
    long now = out();
    while (now != before) {
      TimeUnit.MILLISECONDS.sleep(50);
      before = now;
      now = out();
    }
    return now;
  }

  @Override
  public void close() throws Exception {
    connection.close();
  }
}
