package io.pikabus.bus;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.rabbitmq.node.Broker;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Another service on the same broker, which speaks AMQP and nothing of ours. */
final class OtherService implements AutoCloseable {

  private final Connection connection;
  private final Channel channel;

  OtherService(URI broker) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(broker);
    connection = factory.newConnection("other-service");
    channel = connection.createChannel();
  }

  /** The settings by which a bus finds the same broker. */
  static Map<String, String> settings(URI broker) {
    Map<String, String> settings = new HashMap<>();
    settings.put("host", broker.getHost());
    settings.put("port", String.valueOf(broker.getPort()));
    String[] user = broker.getUserInfo().split(":", 2);
    settings.put("username", user[0]);
    settings.put("password", user[1]);
    String path = broker.getPath();
    if (path != null && path.length() > 1) {
      settings.put("virtual-host", path.substring(1));
    }
    return settings;
  }

  static Map<String, String> sharedBroker() {
    return settings(Broker.shared().uri());
  }

  /** How a queue is consumed with such settings, none of which is faulty. */
  static IncomingSettings incoming(String queue, Map<String, String> settings) {
    SettingsReader reader = new SettingsReader();
    IncomingSettings read = reader.consuming(SettingSource.of(settings)).forQueue(queue);
    reader.throwFaults();
    return read;
  }

  static String unique(String name) {
    return name + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /** A queue of ours, bound to nothing. */
  String queue(String name, Map<String, Object> arguments) throws Exception {
    String unique = unique(name);
    channel.queueDeclare(unique, true, false, false, arguments);
    return unique;
  }

  String queue(String name) throws Exception {
    return queue(name, Map.of());
  }

  void put(String queue, AMQP.@Nullable BasicProperties properties, byte[] body) throws Exception {
    channel.basicPublish("", queue, properties, body);
  }

  GetResponse take(String queue) {
    return Awaitility.await("a message in " + queue)
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> channel.basicGet(queue, true), message -> message != null);
  }

  long ready(String queue) throws Exception {
    return channel.messageCount(queue);
  }

  Channel channel() {
    return channel;
  }

  @Override
  public void close() throws Exception {
    connection.abort();
  }
}
