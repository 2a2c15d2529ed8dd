package io.pikabus.rabbitmq.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.net.URI;
import java.util.Map;

/** One connection to a broker, without recovery, so that a test sees what really happens. */
record Client(Connection connection, Channel channel) implements AutoCloseable {

  static Client of(URI uri) throws Exception {
    return of(uri, 10_000);
  }

  static Client of(URI uri, int handshakeMilliseconds) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(uri);
    factory.setAutomaticRecoveryEnabled(false);
    factory.setHandshakeTimeout(handshakeMilliseconds);
    Connection connection = factory.newConnection("pikabus broker test");
    return new Client(connection, connection.createChannel());
  }

  void declareDurable(String queue) throws Exception {
    channel.queueDeclare(queue, true, false, false, Map.of());
  }

  void publishPersistent(String queue, String text) throws Exception {
    channel.confirmSelect();
    channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, text.getBytes(UTF_8));
    channel.waitForConfirmsOrDie(10_000);
  }

  /** The text of the queue's first message, or "nothing". */
  String get(String queue) throws Exception {
    GetResponse response = channel.basicGet(queue, true);
    return response == null ? "nothing" : new String(response.getBody(), UTF_8);
  }

  @Override
  public void close() {
    connection.abort(5_000);
  }
}
