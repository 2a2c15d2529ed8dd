package io.pikabus.resource;

import io.pikabus.PikaBusConnection;
import io.pikabus.PikaBusConnectionFactory;
import io.pikabus.resource.outbound.PikaBusManagedConnectionFactory;
import io.pikabus.resource.xa.Branches;
import java.net.URI;
import java.nio.file.Path;

/** A server with the adapter, configured for a broker of the tests. Called from any thread. */
public final class Node implements AutoCloseable {

  private final SmallContainer container;
  private final PikaBusResourceAdapter adapter = new PikaBusResourceAdapter();
  private final PikaBusManagedConnectionFactory factory = new PikaBusManagedConnectionFactory();
  private final PikaBusConnectionFactory connections;

  /** What is different from the usual. */
  public interface Configuration {
    void of(PikaBusResourceAdapter adapter);
  }

  private Node(SmallContainer container) throws Exception {
    this.container = container;
    factory.setResourceAdapter(adapter);
    connections = factory.createConnectionFactory(container);
  }

  /** Started, with its journal. */
  public static Node start(URI broker, Path journal, Configuration more) throws Exception {
    return start(new SmallContainer(), broker, journal, more);
  }

  /** Started in a container. */
  public static Node start(SmallContainer container, URI broker, Path journal, Configuration more)
      throws Exception {
    Node node = new Node(container);
    configure(node.adapter, broker, journal);
    more.of(node.adapter);
    node.adapter.start(node.container);
    return node;
  }

  /** Started, as is usual. */
  public static Node start(URI broker, Path journal) throws Exception {
    return start(broker, journal, adapter -> {});
  }

  private static void configure(PikaBusResourceAdapter adapter, URI broker, Path journal) {
    String[] user = broker.getUserInfo().split(":", 2);
    adapter.setHost("127.0.0.1");
    adapter.setPort(String.valueOf(broker.getPort()));
    adapter.setUsername(user[0]);
    adapter.setPassword(user[1]);
    adapter.setJournalDirectory(journal.toString());
  }

  public SmallContainer container() {
    return container;
  }

  public PikaBusResourceAdapter adapter() {
    return adapter;
  }

  public PikaBusManagedConnectionFactory factory() {
    return factory;
  }

  public Branches branches() {
    return adapter.branches();
  }

  public PikaBusConnection connect() {
    return connections.connect();
  }

  /** Sends in the thread's transaction, if it has one. */
  public void send(String queue, String text) {
    try (PikaBusConnection bus = connections.connect()) {
      bus.send(queue, text);
    }
  }

  @Override
  public void close() {
    adapter.stop();
    container.close();
  }
}
