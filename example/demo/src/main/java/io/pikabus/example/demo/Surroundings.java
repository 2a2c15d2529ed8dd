package io.pikabus.example.demo;

import io.pikabus.fixtures.rabbitmq.Broker;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the shop needs beside its server.
 *
 * @param address the broker's
 * @param database if it is not to be the server's own, which forgets
 */
record Surroundings(Broker broker, BrokerAddress address, Optional<DatabaseAddress> database) {

  static Surroundings of(Broker broker, Optional<DatabaseAddress> database) {
    return new Surroundings(broker, new BrokerAddress(broker.uri()), database);
  }

  /** For the server's process. */
  Map<String, String> environment() {
    Map<String, String> all = new HashMap<>(address.environment());
    database.ifPresent(given -> all.putAll(given.environment()));
    return all;
  }
}
