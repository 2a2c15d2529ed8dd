package io.pikabus.example.demo;

import io.pikabus.fixtures.rabbitmq.Broker;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the shop needs beside its server.
 *
 * @param form which shop it is
 * @param database if it is not to be the server's own, which forgets
 */
record Surroundings(Broker broker, Form form, Optional<DatabaseAddress> database) {

  /** The broker's. */
  BrokerAddress address() {
    return new BrokerAddress(broker.uri());
  }

  boolean onAdapter() {
    return form == Form.ADAPTER;
  }

  /** For the server's process. */
  Map<String, String> environment() {
    Map<String, String> all =
        new HashMap<>(
            onAdapter() ? Map.of("PIKABUS_URL", broker.uri().toString()) : address().environment());
    database.ifPresent(given -> all.putAll(given.environment()));
    return all;
  }
}
