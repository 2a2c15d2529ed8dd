package io.pikabus.rabbitmq;

import com.rabbitmq.client.AddressResolver;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.pikabus.config.BrokerAddress;
import io.pikabus.config.ConnectionSettings;
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
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Opens a connection to one of the broker's nodes, whichever answers first. The names of the nodes
 * are resolved anew in each round. Only on the thread of one connection.
 */
final class Dialer {

  /** Finds the IP addresses of a name. */
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /** What became of a round. */
  sealed interface Round {}

  /** A node answered. */
  record Opened(Connection connection, NodeAddress node) implements Round {}

  /** None did. */
  record Failed(ConnectFault fault) implements Round {}

  private final String name;
  private final ConnectionSettings settings;
  private final ConnectionFactory factory;
  private final Resolver resolver;
  private final Random random;

  /** The node that was connected to, or tried in vain, last. */
  private @Nullable NodeAddress last;

  /** Whether the last round had several nodes. */
  private volatile boolean several;

  /**
   * For connections of one purpose.
   *
   * @param name as the broker shows it to an operator
   * @param opened takes each socket before it connects
   */
  Dialer(
      String name,
      ConnectionSettings settings,
      @Nullable SSLContext named,
      Resolver resolver,
      Random random,
      Consumer<Socket> opened) {
    this.name = name;
    this.settings = settings;
    this.factory = Clients.factory(settings, named);
    this.resolver = resolver;
    this.random = random;
    // After what is there already: the check of the host is a configurator too.
    factory.setSocketConfigurator(factory.getSocketConfigurator().andThen(opened::accept));
  }

  /**
   * Tries each node once, until one answers.
   *
   * @param failures rounds that failed since the connection was last open
   * @param wanted whether to go on with the next node
   */
  Round dial(ExecutorService dispatcher, int failures, BooleanSupplier wanted) {
    List<NodeAddress> nodes = NodeOrder.drawn(nodes(), last, random);
    several = nodes.size() > 1;
    patience(NodeOrder.share(settings.connectionTimeout(), nodes.size(), failures));
    Map<String, ConnectFault> faults = new LinkedHashMap<>();
    for (NodeAddress node : nodes) {
      if (!faults.isEmpty() && !wanted.getAsBoolean()) {
        break;
      }
      last = node;
      try {
        return new Opened(connect(dispatcher, node), node);
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

  private Connection connect(ExecutorService dispatcher, NodeAddress node)
      throws IOException, TimeoutException {
    // Not a list: the client would resolve the name of a single address once more.
    AddressResolver one = () -> List.of(node.forClient());
    return factory.newConnection(dispatcher, one, name);
  }

  private void patience(Duration share) {
    int millis = (int) share.toMillis();
    factory.setConnectionTimeout(millis);
    factory.setHandshakeTimeout(millis);
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
