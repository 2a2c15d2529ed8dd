package io.pikabus.faults;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.FrameHandler;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import io.pikabus.rabbitmq.node.Broker;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A sender that writes content headers octet by octet, as no client library would. */
public final class FrameClient implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Connection connection;
  private final Channel channel;

  /** The content header of the next message; the client's own when it is empty. */
  private volatile byte[] header = {};

  /** Connects. */
  public FrameClient(Broker broker) throws Exception {
    ConnectionFactory factory =
        new ConnectionFactory() {
          @Override
          protected synchronized FrameHandlerFactory createFrameHandlerFactory()
              throws IOException {
            FrameHandlerFactory handlers = super.createFrameHandlerFactory();
            return (address, name) -> replacing(handlers.create(address, name));
          }
        };
    factory.setUri(broker.uri());
    factory.setAutomaticRecoveryEnabled(false);
    connection = factory.newConnection("raw-peer");
    channel = connection.createChannel();
    channel.confirmSelect();
  }

  private FrameHandler replacing(FrameHandler real) {
    return (FrameHandler)
        Proxy.newProxyInstance(
            FrameClient.class.getClassLoader(),
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

  /** Puts a message into a queue, and waits until the broker has it. */
  void put(String queue, byte[] contentHeader, byte[] body) throws Exception {
    put(queue, null, contentHeader, body);
  }

  /**
   * Puts a message into a queue, and waits until the broker has it.
   *
   * @param properties as the client writes them; null for none
   * @param contentHeader octets instead of them; empty for the client's own
   * @throws Exception when the broker refuses the message, which ends this peer
   */
  public void put(
      String queue, AMQP.@Nullable BasicProperties properties, byte[] contentHeader, byte[] body)
      throws Exception {
    header = contentHeader;
    channel.basicPublish("", queue, properties, body);
    channel.waitForConfirmsOrDie(TIMEOUT.toMillis());
    header = new byte[0];
  }

  @Override
  public void close() {
    connection.abort((int) TIMEOUT.toMillis());
  }
}
