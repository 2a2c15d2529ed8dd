package io.pikabus.example.demo;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the shop needs beside its server.
 *
 * @param database if it is not to be the server's own, which forgets
 */
record Surroundings(BrokerAddress broker, Optional<DatabaseAddress> database) {

  /** For the server's process. */
  Map<String, String> environment() {
    Map<String, String> all = new HashMap<>(broker.environment());
    database.ifPresent(address -> all.putAll(address.environment()));
    return all;
  }
}
