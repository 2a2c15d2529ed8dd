package io.pikabus.benchmark.agent;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.net.URI;

/** Where the broker is, from the environment variable {@code BENCHMARK_BROKER}. */
public record BrokerAddress(String host, int port, String user, String password, String vhost) {

  /** The driver's. */
  public static BrokerAddress ofEnvironment() {
    return of(URI.create(System.getenv("BENCHMARK_BROKER")));
  }

  /** From {@code amqp://user:password@host:port/vhost}. */
  public static BrokerAddress of(URI uri) {
    String[] user = uri.getUserInfo().split(":", 2);
    String path = uri.getPath();
    return new BrokerAddress(
        uri.getHost(),
        uri.getPort(),
        user[0],
        user[1],
        path == null || path.length() < 2 ? "/" : path.substring(1));
  }

  /** A new connection of the raw client. */
  public Connection connect() throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(host);
    factory.setPort(port);
    factory.setUsername(user);
    factory.setPassword(password);
    factory.setVirtualHost(vhost);
    factory.setAutomaticRecoveryEnabled(false);
    return factory.newConnection("benchmark");
  }
}
