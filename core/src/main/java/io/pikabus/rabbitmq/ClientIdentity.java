package io.pikabus.rabbitmq;

import com.rabbitmq.client.impl.AMQConnection;
import java.util.HashMap;
import java.util.Map;

/**
 * What an operator reads of a connection in the broker's management.
 *
 * @param application empty when it is not known
 * @param purpose such as {@code publishing}
 */
record ClientIdentity(String application, String purpose) {

  /** The connection's name. */
  String connectionName() {
    return (application.isEmpty() ? "" : application + ": ") + "pikabus-" + purpose;
  }

  /** What the client says of itself, and of us. */
  Map<String, Object> properties() {
    Map<String, Object> all = new HashMap<>(AMQConnection.defaultClientProperties());
    all.put("product", "pikabus");
    all.put("version", ProductVersion.text());
    all.put("purpose", purpose);
    if (!application.isEmpty()) {
      all.put("application", application);
    }
    return all;
  }
}
