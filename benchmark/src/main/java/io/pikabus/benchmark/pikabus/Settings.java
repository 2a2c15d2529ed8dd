package io.pikabus.benchmark.pikabus;

import io.pikabus.benchmark.agent.BrokerAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What pikabus is told. Whatever is not here is at its default. */
final class Settings {

  private Settings() {}

  /** The keys of a bus in Java SE: where the broker is, and what is given here. */
  static Map<String, String> bus(String... keysAndValues) {
    BrokerAddress broker = BrokerAddress.ofEnvironment();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("host", broker.host());
    settings.put("port", String.valueOf(broker.port()));
    settings.put("username", broker.user());
    settings.put("password", broker.password());
    settings.put("virtual-host", broker.vhost());
    settings.put("message-type", "shop.PlaceOrder");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      settings.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return settings;
  }

  /** The same for a container. */
  static Map<String, String> connector(String... keysAndValues) {
    Map<String, String> settings = new HashMap<>();
    bus(keysAndValues)
        .forEach((key, value) -> settings.put("mp.messaging.connector.pikabus." + key, value));
    return settings;
  }
}
