package io.pikabus.config;

import io.pikabus.protocol.Topology.QueueType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which broker, and as whom. Channels whose settings are equal share their connections.
 *
 * @param addresses at least one; tried in turn
 * @param maxMessageSize octets of the largest body that is sent or received
 * @param tls how they are encrypted; null when they are not
 * @param sasl how the broker learns who connects; {@code username} and {@code password} count with
 *     {@code PLAIN} only
 * @param topology who makes exchanges, queues and bindings
 * @param delays who delivers delayed messages
 * @param errorQueueType of an error queue when it is created
 * @param applicationName for operators; null when it is not set
 */
public record ConnectionSettings(
    List<BrokerAddress> addresses,
    String virtualHost,
    String username,
    String password,
    Duration connectionTimeout,
    Duration heartbeat,
    int maxMessageSize,
    @Nullable TlsSettings tls,
    Sasl sasl,
    TopologyMode topology,
    DelayMode delays,
    QueueType errorQueueType,
    @Nullable String applicationName) {

  public ConnectionSettings {
    addresses = List.copyOf(addresses);
  }

  /** The password that every broker comes with is no secret. */
  public static boolean isSecret(String password) {
    return !password.equals(ConnectionKeys.PASSWORD.defaultText());
  }

  /** What must never be seen. */
  public Set<String> secrets() {
    return Stream.concat(
            Stream.of(password).filter(ConnectionSettings::isSecret),
            tls == null ? Stream.empty() : tls.passwords())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Where they lead, whatever the order of the addresses; an address of this machine is another one
   * on every machine. For people, too.
   */
  public String place() {
    return addresses.stream()
        .map(address -> address.isLoopback() ? address + " of " + ThisMachine.NAME : "" + address)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** Looked up when it is needed: it may take a while. */
  private static final class ThisMachine {

    static final String NAME = name();

    private static String name() {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException nameless) {
        return "this machine";
      }
    }
  }

  /** Behind the word "user": the name in quotes, or where the broker finds it. */
  public String user() {
    return sasl == Sasl.EXTERNAL ? "of the client's certificate" : "'" + username + "'";
  }

  /** Without the password: this text goes into logs and exceptions. */
  @Override
  public String toString() {
    return "RabbitMQ at %s%s, virtual host '%s', user %s"
        .formatted(
            String.join(", ", addresses.stream().map(BrokerAddress::toString).toList()),
            tls == null ? "" : " with TLS",
            virtualHost,
            user());
  }
}
