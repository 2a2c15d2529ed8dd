package io.pikabus.config;

import java.time.Duration;
import java.util.List;

/**
 * Which broker, and as whom. Channels whose settings are equal share their connections.
 *
 * @param addresses at least one; tried in turn
 */
public record ConnectionSettings(
    List<BrokerAddress> addresses,
    String virtualHost,
    String username,
    String password,
    Duration connectionTimeout,
    Duration heartbeat) {

  public ConnectionSettings {
    addresses = List.copyOf(addresses);
  }

  /** Without the password: this text goes into logs and exceptions. */
  @Override
  public String toString() {
    return "RabbitMQ at %s, virtual host '%s', user '%s'"
        .formatted(
            String.join(", ", addresses.stream().map(BrokerAddress::toString).toList()),
            virtualHost,
            username);
  }
}
