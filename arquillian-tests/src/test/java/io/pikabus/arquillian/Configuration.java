package io.pikabus.arquillian;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Properties;
import org.jboss.shrinkwrap.api.asset.Asset;
import org.jboss.shrinkwrap.api.asset.StringAsset;

/** The {@code microprofile-config.properties} of an application under test. */
final class Configuration {

  private final Properties properties = new Properties();

  private Configuration() {}

  /** With the broker that all tests share. */
  static Configuration ofSharedBroker() {
    return of(Service.SHARED_BROKER.uri());
  }

  /** With a broker. Failed messages go to the error queue at once, unless a channel says more. */
  static Configuration of(URI broker) {
    String[] credentials = broker.getUserInfo().split(":", 2);
    Configuration configuration =
        new Configuration()
            .connector("host", broker.getHost())
            .connector("port", Integer.toString(broker.getPort() < 0 ? 5672 : broker.getPort()))
            .connector("username", credentials[0])
            .connector("password", credentials[1])
            .connector("max-retries", "0");
    return broker.getPath().length() > 1
        ? configuration.connector("virtual-host", broker.getPath().substring(1))
        : configuration;
  }

  Configuration connector(String key, String value) {
    return with("mp.messaging.connector.pikabus." + key, value);
  }

  /** An incoming channel; settings as {@code "prefetch=1"}. */
  Configuration incoming(String channel, String... settings) {
    return channel("mp.messaging.incoming." + channel + ".", settings);
  }

  /** An outgoing channel; settings as {@code "queue=orders"}. */
  Configuration outgoing(String channel, String... settings) {
    return channel("mp.messaging.outgoing." + channel + ".", settings);
  }

  private Configuration channel(String prefix, String... settings) {
    with(prefix + "connector", "pikabus");
    for (String setting : settings) {
      String[] pair = setting.split("=", 2);
      with(prefix + pair[0], pair[1]);
    }
    return this;
  }

  Configuration with(String key, String value) {
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
