package io.pikabus.rabbitmq;

import com.rabbitmq.client.AddressResolver;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.pikabus.Credentials;
import io.pikabus.config.BrokerAddress;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.thread.Threads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Opens a connection to one of the broker's nodes, whichever answers first. The names of the nodes
 * are resolved anew in each round. Only on the thread of one connection, unless it says else.
 */
final class Dialer {

  /** Finds the IP addresses of a name. */
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /** What became of a round. */
  sealed interface Round {}

  /**
   * A node answered.
   *
   * @param socket of the connection
   */
  record Opened(Connection connection, Socket socket, NodeAddress node, ClientSecret secret)
      implements Round {}

  /** None did. */
  record Failed(ConnectFault fault) implements Round {}

  private final ClientIdentity identity;
  private final ConnectionSettings settings;
  private final Logins logins;
  private final ConnectionFactory factory;
  private final Resolver resolver;
  private final Random random;

  /** The node that was connected to, or tried in vain, last. */
  private volatile @Nullable NodeAddress last;

  /** The node that the next round begins with. */
  private volatile @Nullable NodeAddress preferred;

  /** Of the node that is tried, or was last. */
  private Socket socket = new Socket();

  /** Whether the last round had several nodes. */
  private volatile boolean several;

  /** For connections of one purpose. */
  Dialer(
      ClientIdentity identity,
      ConnectionSettings settings,
      @Nullable SSLContext named,
      Threads threads,
      Logins logins,
      Resolver resolver,
      Random random) {
    this.identity = identity;
    this.settings = settings;
    this.logins = logins;
    this.factory = ConnectionFactories.factory(settings, named, identity, threads);
    this.resolver = resolver;
    this.random = random;
    // After what is there already: the check of the host is a configurator too.
    factory.setSocketConfigurator(factory.getSocketConfigurator().andThen(fresh -> socket = fresh));
  }

  /**
   * Tries each node once, until one answers.
   *
   * @param failures rounds that failed since the connection was last open
   * @param wanted whether to go on with the next node
   */
  Round dial(ExecutorService dispatcher, int failures, BooleanSupplier wanted) {
    Credentials credentials;
    try {
      credentials = logins.current();
    } catch (Logins.NoCredentials failure) {
      return new Failed(new ConnectFault(String.valueOf(failure.getMessage()), false, false));
    }
    List<NodeAddress> nodes =
        NodeOrder.preferring(preferred, NodeOrder.drawn(nodes(), last, random));
    preferred = null;
    several = NodeOrder.isSeveral(nodes);
    patience(NodeOrder.share(settings.connectionTimeout(), nodes.size(), failures));
    Map<String, ConnectFault> faults = new LinkedHashMap<>();
    for (NodeAddress node : nodes) {
      if (!faults.isEmpty() && !wanted.getAsBoolean()) {
        break;
      }
      last = node;
      try {
        ClientSecret secret = new ClientSecret(credentials);
        Connection opened = connect(dispatcher, node, secret);
        return new Opened(opened, socket, node, secret);
      } catch (IOException | TimeoutException | RuntimeException failure) {
        faults.put(node.toString(), ConnectFault.of(failure, settings));
      }
    }
    return new Failed(ConnectFault.ofRound(faults));
  }

  /** Whether there are other nodes than the one that is connected to. From any thread. */
  boolean hasOthers() {
    return several;
  }

  /** The next round begins with it. From any thread. */
  void prefer(NodeAddress node) {
    preferred = node;
  }

  /** All but the one that is connected to, as the next round may try them. From any thread. */
  List<NodeAddress> others() {
    NodeAddress present = last;
    return NodeOrder.drawn(nodes(), present, random).stream()
        .filter(node -> !node.equals(present))
        .toList();
  }

  private Connection connect(ExecutorService dispatcher, NodeAddress node, ClientSecret secret)
      throws IOException, TimeoutException {
    factory.setCredentialsProvider(secret);
    factory.setCredentialsRefreshService(secret);
    // Not a list: the client would resolve the name of a single address once more.
    AddressResolver one = () -> List.of(node.forClient());
    return factory.newConnection(dispatcher, one, identity.connectionName());
  }

  private void patience(Duration share) {
    Duration whole = settings.connectionTimeout();
    Duration twice = share.multipliedBy(2);
    factory.setConnectionTimeout((int) share.toMillis());
    // The client waits for half of it until the broker answers.
    factory.setHandshakeTimeout((int) (twice.compareTo(whole) < 0 ? twice : whole).toMillis());
  }

  private List<NodeAddress> nodes() {
    List<NodeAddress> nodes = new ArrayList<>();
    for (BrokerAddress address : settings.addresses()) {
      try {
        for (InetAddress ip : resolver.resolve(address.host())) {
          nodes.add(new NodeAddress(address, ip));
        }
      } catch (UnknownHostException | RuntimeException unknown) {
        nodes.add(new NodeAddress(address, null));
      }
    }
    return nodes;
  }
}
