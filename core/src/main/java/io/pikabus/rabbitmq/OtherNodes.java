package io.pikabus.rabbitmq;

import com.rabbitmq.client.AddressResolver;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Asks the other nodes of a cluster whether they have its majority: one after the other, each over
 * a short connection of its own, as whom and how the service connects. For any thread, which waits.
 */
final class OtherNodes {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  /** Connecting, and the answer, each. A node that is well takes milliseconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final int MILLIS = (int) PATIENCE.toMillis();

  private final ClientIdentity identity;
  private final Supplier<List<NodeAddress>> nodes;
  private final Supplier<ConnectionFactory> factories;
  private final Logins logins;
  private final ExecutorService dispatcher;

  /**
   * Asks nothing yet.
   *
   * @param nodes the others now, in the order in which they are asked
   * @param factories makes one for connections of this identity
   * @param dispatcher for the client, which has nothing to dispatch
   */
  OtherNodes(
      ClientIdentity identity,
      Supplier<List<NodeAddress>> nodes,
      Supplier<ConnectionFactory> factories,
      Logins logins,
      ExecutorService dispatcher) {
    this.identity = identity;
    this.nodes = nodes;
    this.factories = factories;
    this.logins = logins;
    this.dispatcher = dispatcher;
  }

  /** The first that has the majority, if any answers in time. */
  Optional<NodeAddress> withMajority() {
    return nodes.get().stream().filter(this::hasMajority).findFirst();
  }

  private boolean hasMajority(NodeAddress node) {
    try {
      return hasMajority(connect(node));
    } catch (IOException
        | TimeoutException
        | ShutdownSignalException
        | Logins.NoCredentials unanswered) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "No answer of {0}: {1}",
          node,
          CloseReasons.describe(unanswered));
      return false;
    }
  }

  private static boolean hasMajority(Connection connection) throws IOException {
    try {
      MajorityQuestion.ask(connection);
      return true;
    } finally {
      connection.abort(MILLIS);
    }
  }

  private Connection connect(NodeAddress node)
      throws IOException, TimeoutException, Logins.NoCredentials {
    ConnectionFactory factory = factories.get();
    factory.setConnectionTimeout(MILLIS);
    factory.setHandshakeTimeout(MILLIS);
    factory.setChannelRpcTimeout(MILLIS);
    ClientSecret secret = new ClientSecret(logins.current());
    factory.setCredentialsProvider(secret);
    factory.setCredentialsRefreshService(secret);
    AddressResolver one = () -> List.of(node.forClient());
    return factory.newConnection(dispatcher, one, identity.connectionName());
  }
}
