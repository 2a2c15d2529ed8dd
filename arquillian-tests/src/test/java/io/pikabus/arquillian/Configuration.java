package io.pikabus.arquillian;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jboss.shrinkwrap.api.asset.Asset;
import org.jboss.shrinkwrap.api.asset.StringAsset;

/** The {@code microprofile-config.properties} of an application under test. */
public final class Configuration {

  private final Properties properties = new Properties();

  private Configuration() {}

  /** Without a broker. */
  public static Configuration empty() {
    return new Configuration();
  }

  /** With the broker that all tests share. */
  static Configuration ofSharedBroker() {
    return of(Service.SHARED_BROKER.uri());
  }

  /** With a broker. Failed messages go to the error queue at once, unless a channel says more. */
  public static Configuration of(URI broker) {
    return new Configuration()
        .settings("mp.messaging.connector.pikabus.", address(broker))
        .connector("max-retries", "0");
  }

  /** Likewise with the nodes of a cluster, which know the same user. */
  public static Configuration of(List<URI> nodes) {
    Configuration configuration = of(nodes.get(0));
    configuration.properties.remove("mp.messaging.connector.pikabus.host");
    configuration.properties.remove("mp.messaging.connector.pikabus.port");
    return configuration.connector(
        "addresses",
        nodes.stream()
            .map(node -> node.getHost() + ":" + node.getPort())
            .collect(Collectors.joining(",")));
  }

  /** A broker's address as settings. */
  static String[] address(URI broker) {
    String[] credentials = broker.getUserInfo().split(":", 2);
    return new String[] {
      "host=" + broker.getHost(),
      "port=" + (broker.getPort() < 0 ? 5672 : broker.getPort()),
      "username=" + credentials[0],
      "password=" + credentials[1],
      "virtual-host=" + (broker.getPath().length() > 1 ? broker.getPath().substring(1) : "/")
    };
  }

  public Configuration connector(String key, String value) {
    return with("mp.messaging.connector.pikabus." + key, value);
  }

  /** An incoming channel; settings as {@code "prefetch=1"}. */
  public Configuration incoming(String channel, String... settings) {
    return channel("mp.messaging.incoming." + channel + ".", settings);
  }

  /** An outgoing channel; settings as {@code "queue=orders"}. */
  public Configuration outgoing(String channel, String... settings) {
    return channel("mp.messaging.outgoing." + channel + ".", settings);
  }

  private Configuration channel(String prefix, String... settings) {
    return with(prefix + "connector", "pikabus").settings(prefix, settings);
  }

  private Configuration settings(String prefix, String... settings) {
    for (String setting : settings) {
      String[] pair = setting.split("=", 2);
      with(prefix + pair[0], pair[1]);
    }
    return this;
  }

  public Configuration with(String key, String value) {
    properties.setProperty(key, value);
    return this;
  }

  Asset asset() {
    try {
      StringWriter text = new StringWriter();
      properties.store(text, null);
      return new StringAsset(text.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
