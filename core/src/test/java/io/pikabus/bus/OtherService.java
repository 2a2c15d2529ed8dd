package io.pikabus.bus;

import io.pikabus.config.IncomingSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.faults.Outage;
import io.pikabus.faults.RawClient;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** Another service on the same broker, which speaks AMQP and nothing of ours. */
final class OtherService extends RawClient {

  OtherService(URI broker) throws Exception {
    super(broker);
  }

  /**
   * The settings by which a bus finds the same broker.
   *
   * @param more keys and values in turn
   */
  static Map<String, String> settings(URI broker, String... more) {
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
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  /** The same, for the broker that all tests share. */
  static Map<String, String> sharedBroker(String... more) {
    return settings(Broker.shared().uri(), more);
  }

  /** How a queue is consumed with such settings, none of which is faulty. */
  static IncomingSettings incoming(String queue, Map<String, String> settings) {
    SettingsReader reader = new SettingsReader();
    IncomingSettings read = reader.consuming(SettingSource.of(settings)).forQueue(queue);
    reader.throwFaults();
    return read;
  }

  static String unique(String name) {
    return Outage.unique(name);
  }
}
