package io.pikabus.messaging;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.pikabus.config.SettingSource;
import io.pikabus.rabbitmq.node.Broker;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigBuilder;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;

/** A runtime as a deployment has it, without a container, on the broker that all tests share. */
final class SharedRuntime implements AutoCloseable {

  final BusRuntime runtime = new BusRuntime();
  private final Map<String, String> settings = new HashMap<>();
  private final Connection connection;
  private final Channel channel;

  SharedRuntime() throws Exception {
    URI broker = Broker.shared().uri();
    String[] user = broker.getUserInfo().split(":", 2);
    settings.put("host", broker.getHost());
    settings.put("port", String.valueOf(broker.getPort()));
    settings.put("username", user[0]);
    settings.put("password", user[1]);
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(broker);
    connection = factory.newConnection();
    channel = connection.createChannel();
    ConfigProviderResolver.setInstance(new Fixed(prefixed()));
    try {
      runtime.begin();
    } finally {
      ConfigProviderResolver.setInstance(null);
    }
    WebModules.started(getClass().getClassLoader(), Runnable::run);
  }

  private Map<String, String> prefixed() {
    Map<String, String> all = new HashMap<>();
    settings.forEach((key, value) -> all.put("mp.messaging.connector.pikabus." + key, value));
    return all;
  }

  /** What a channel reads: the broker, and what is said here. */
  SettingSource source(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(more);
    return SettingSource.of(all);
  }

  /** Makes a queue with messages in it. */
  void fill(String queue, long messages) throws Exception {
    channel.queueDeclare(queue, true, false, false, Map.of());
    for (long i = 0; i < messages; i++) {
      channel.basicPublish("", queue, null, ("m" + i).getBytes(StandardCharsets.UTF_8));
    }
  }

  void delete(String queue) throws Exception {
    channel.queueDelete(queue);
  }

  @Override
  public void close() throws Exception {
    WebModules.stopping(getClass().getClassLoader());
    runtime.close();
    connection.close();
  }

  /** MicroProfile Config without an implementation of it. */
  private static final class Fixed extends ConfigProviderResolver {

    private final Config config;

    Fixed(Map<String, String> values) {
      this.config = new FixedConfig(values);
    }

    @Override
    public Config getConfig() {
      return config;
    }

    @Override
    public Config getConfig(ClassLoader loader) {
      return config;
    }

    @Override
    public ConfigBuilder getBuilder() {
      throw new UnsupportedOperationException("Nothing is built here.");
    }

    @Override
    public void registerConfig(Config other, ClassLoader loader) {
      throw new UnsupportedOperationException("There is one only.");
    }

    @Override
    public void releaseConfig(Config released) {
      // It holds nothing.
    }
  }
}
