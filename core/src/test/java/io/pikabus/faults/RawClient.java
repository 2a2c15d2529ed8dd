package io.pikabus.faults;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.FrameHandler;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who speaks plain AMQP with the broker itself, past every proxy; and who writes content
 * headers octet by octet where no client library would. For one thread.
 */
public class RawClient implements AutoCloseable {

  /**
   * A message found in a queue.
   *
   * @param marked with the header that says that it may be a duplicate
   */
  public record Found(String text, String messageId, boolean marked) {}

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Connection connection;
  private final Channel channel;

  /** The content header of the next message; the client's own when it is empty. */
  private volatile byte[] header = {};

  /** Connects. */
  public RawClient(Broker broker) throws Exception {
    this(broker.uri());
  }

  /** Connects. */
  public RawClient(URI broker) throws Exception {
    ConnectionFactory factory =
        new ConnectionFactory() {
          @Override
          protected synchronized FrameHandlerFactory createFrameHandlerFactory()
              throws IOException {
            FrameHandlerFactory handlers = super.createFrameHandlerFactory();
            return (address, name) -> replacing(handlers.create(address, name));
          }
        };
    factory.setUri(broker);
    factory.setAutomaticRecoveryEnabled(false);
    connection = factory.newConnection("peer");
    channel = connection.createChannel();
    channel.confirmSelect();
  }

  private FrameHandler replacing(FrameHandler real) {
    return (FrameHandler)
        Proxy.newProxyInstance(
            RawClient.class.getClassLoader(),
            new Class<?>[] {FrameHandler.class},
            (proxy, method, arguments) -> {
              Object[] given = arguments;
              if (method.getName().equals("writeFrame")
                  && ((Frame) arguments[0]).getType() == AMQP.FRAME_HEADER
                  && header.length > 0) {
                given =
                    new Object[] {
                      new Frame(
                          AMQP.FRAME_HEADER,
                          ((Frame) arguments[0]).getChannel(),
                          ByteBuffer.wrap(header))
                    };
              }
              try {
                return method.invoke(real, given);
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            });
  }

  /** A new durable queue. */
  public String queue(String name) throws Exception {
    return queue(name, Map.of());
  }

  /** A new durable queue with arguments. */
  public String queue(String name, Map<String, Object> arguments) throws Exception {
    String unique = Outage.unique(name);
    declare(unique, arguments);
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

  private boolean exists(String queue) throws Exception {
    try (Channel asking = channel.getConnection().createChannel()) {
      asking.queueDeclarePassive(queue);
      return true;
    } catch (IOException missing) {
      return false;
    }
  }

  /** Counts the messages that wait in a queue. */
  public long ready(String queue) throws Exception {
    return channel.messageCount(queue);
  }

  /** Puts a message into a queue, and waits until it is there: counting it may overtake it else. */
  public void put(String queue, String text) throws Exception {
    put(queue, null, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Puts a message into a queue, and waits until the broker has it.
   *
   * @param properties null for none
   */
  public void put(String queue, @Nullable BasicProperties properties, byte[] body)
      throws Exception {
    channel.basicPublish("", queue, properties, body);
    channel.waitForConfirmsOrDie(TIMEOUT.toMillis());
  }

  /**
   * Puts a message into a queue, and waits until the broker has it.
   *
   * @param properties as the client writes them; null for none
   * @param contentHeader octets instead of them; empty for the client's own
   * @throws Exception when the broker refuses the message, which ends this client
   */
  public void put(
      String queue, @Nullable BasicProperties properties, byte[] contentHeader, byte[] body)
      throws Exception {
    header = contentHeader;
    put(queue, properties, body);
    header = new byte[0];
  }

  /** Waits for a message, and takes it. The queue may be made meanwhile. */
  public GetResponse take(String queue) {
    Awaitility.await("queue " + queue).atMost(Duration.ofSeconds(40)).until(() -> exists(queue));
    return Awaitility.await("a message in " + queue)
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> channel.basicGet(queue, true), message -> message != null);
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
