package io.pikabus.benchmark.smallrye;

import io.pikabus.benchmark.agent.BrokerAddress;
import io.pikabus.benchmark.agent.Places;
import java.util.HashMap;
import java.util.Map;

/**
 * What SmallRye's connector is told. At its defaults it gets no more than addresses and names: no
 * confirms, no limit to what is prefetched. At its best it confirms, and prefetches as much as the
 * raw client. It never sets {@code mandatory}: a message that no queue receives is lost in silence.
 */
final class Settings {

  private Settings() {}

  private static Map<String, String> connector() {
    BrokerAddress broker = BrokerAddress.ofEnvironment();
    Map<String, String> settings = new HashMap<>();
    settings.put("rabbitmq-host", broker.host());
    settings.put("rabbitmq-port", String.valueOf(broker.port()));
    settings.put("rabbitmq-username", broker.user());
    settings.put("rabbitmq-password", broker.password());
    settings.put("rabbitmq-virtual-host", broker.vhost());
    return settings;
  }

  /** Two outgoing channels, since some handlers send two messages. */
  static Map<String, String> outgoing(boolean best) {
    Map<String, String> settings = connector();
    String channel = "mp.messaging.outgoing.orders.";
    settings.put(channel + "connector", "smallrye-rabbitmq");
    settings.put(channel + "exchange.name", Places.EXCHANGE);
    settings.put(channel + "exchange.declare", "false");
    settings.put(channel + "default-routing-key", Places.out());
    if (best) {
      settings.put(channel + "publish-confirms", "true");
      settings.put(channel + "max-inflight-messages", String.valueOf(Places.WINDOW));
    }
    return settings;
  }

  static Map<String, String> incoming(boolean best) {
    Map<String, String> settings = connector();
    String channel = "mp.messaging.incoming.work.";
    settings.put(channel + "connector", "smallrye-rabbitmq");
    settings.put(channel + "queue.name", Places.IN);
    settings.put(channel + "queue.declare", "false");
    settings.put(channel + "exchange.declare", "false");
    settings.put(channel + "exchange.name", Places.EXCHANGE);
    settings.put(channel + "routing-keys", Places.IN);
    if (best) {
      settings.put(channel + "max-outstanding-messages", String.valueOf(Places.WINDOW));
    }
    return settings;
  }
}
