package io.pikabus.arquillian;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A broker of one class's own, to start and to kill. An application can be configured for it though
 * this machine has none; the tests are then skipped.
 */
final class OwnNode implements AutoCloseable {

  /** Where no broker is. */
  static final URI NOWHERE = URI.create("amqp://guest:guest@127.0.0.1:1");

  private final Optional<PrivateNode> node = create();

  private static Optional<PrivateNode> create() {
    try {
      return Optional.of(
          PrivateNode.create(Path.of(System.getProperty("pikabus.broker.directory"))));
    } catch (IllegalStateException notInstalled) {
      return Optional.empty();
    }
  }

  URI uri() {
    return node.map(PrivateNode::uri).orElse(NOWHERE);
  }

  /** The node; skips the test where there is none. */
  PrivateNode assumed() {
    assumeTrue(node.isPresent(), "needs rabbitmq-server on this machine for a node of its own");
    return node.orElseThrow();
  }

  void startIfInstalled() {
    node.ifPresent(PrivateNode::start);
  }

  @Override
  public void close() {
    node.ifPresent(PrivateNode::close);
  }
}
