package io.pikabus.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.rabbitmq.BrokerClient;
import io.pikabus.rabbitmq.ConnectionState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Function;

/**
 * The clients of an engine, one for each broker, made when they are first asked for. Called from
 * any thread.
 */
final class Clients {

  private final Function<ConnectionSettings, BrokerClient> connect;
  private final Set<ConnectionSettings> destinations = new CopyOnWriteArraySet<>();

  @GuardedBy("this")
  private final Map<ConnectionSettings, BrokerClient> clients = new HashMap<>();

  @GuardedBy("this")
  private boolean closed;

  /**
   * None yet.
   *
   * @param connect makes a client, which begins to connect
   */
  Clients(Function<ConnectionSettings, BrokerClient> connect) {
    this.connect = connect;
  }

  /** Notes that messages will be sent there; does not connect yet. */
  void sendsTo(ConnectionSettings broker) {
    destinations.add(broker);
  }

  /** The brokers of which that was noted. */
  Set<ConnectionSettings> destinations() {
    return destinations;
  }

  /**
   * The client of a broker; the same for equal settings.
   *
   * @throws IllegalStateException after {@link #close}
   */
  synchronized BrokerClient of(ConnectionSettings broker) {
    if (closed) {
      throw new IllegalStateException("The application is stopping; nothing can be sent any more.");
    }
    return clients.computeIfAbsent(broker, connect);
  }

  /**
   * The same, but a client that was closed is still given: a transaction may commit while its
   * application stops, and store what it sends.
   *
   * @throws IllegalStateException after {@link #close}, when there was none
   */
  synchronized BrokerClient evenClosed(ConnectionSettings broker) {
    BrokerClient known = clients.get(broker);
    return known == null ? of(broker) : known;
  }

  /**
   * How the connections are doing by which messages leave: to all destinations, and to whatever was
   * connected to besides.
   *
   * @param own the broker that counts where there is no other
   */
  List<ConnectionState> states(ConnectionSettings own) {
    destinations.forEach(this::of);
    return used(own).stream().map(BrokerClient::state).toList();
  }

  private synchronized List<BrokerClient> used(ConnectionSettings own) {
    return clients.isEmpty() ? List.of(of(own)) : List.copyOf(clients.values());
  }

  /** Closes all, and makes none any more. */
  void close() {
    List<BrokerClient> open;
    synchronized (this) {
      closed = true;
      open = List.copyOf(clients.values());
    }
    open.forEach(BrokerClient::close);
  }
}
