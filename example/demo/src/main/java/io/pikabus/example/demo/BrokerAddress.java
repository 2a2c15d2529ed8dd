package io.pikabus.example.demo;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** Where the broker is, for the shop and for the demo's own look at it. */
final class BrokerAddress {
  private final ConnectionFactory factory = new ConnectionFactory();

  BrokerAddress(URI uri) {
    if (!"amqp".equals(uri.getScheme())) {
      throw new DemoException(
          "The shop cannot speak to a broker by %s yet; give PIKABUS_AMQP_URL an address that begins with amqp://."
              .formatted(uri.getScheme()));
    }
    try {
      factory.setUri(uri);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Without TLS no security can be missing", e);
    }
  }

  /**
   * The shop's settings. Environment variables, because other users of the machine can read a
   * command line, and with it the password.
   */
  Map<String, String> environment() {
    return Map.of(
        "MP_MESSAGING_CONNECTOR_PIKABUS_HOST", factory.getHost(),
        "MP_MESSAGING_CONNECTOR_PIKABUS_PORT", String.valueOf(factory.getPort()),
        "MP_MESSAGING_CONNECTOR_PIKABUS_VIRTUAL_HOST", factory.getVirtualHost(),
        "MP_MESSAGING_CONNECTOR_PIKABUS_USERNAME", factory.getUsername(),
        "MP_MESSAGING_CONNECTOR_PIKABUS_PASSWORD", factory.getPassword());
  }

  Connection connect() throws IOException, TimeoutException {
    return factory.newConnection("pikabus demo");
  }
}
