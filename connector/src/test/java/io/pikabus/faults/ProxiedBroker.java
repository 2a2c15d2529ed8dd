package io.pikabus.faults;

import io.pikabus.PikaBus;
import io.pikabus.rabbitmq.node.PrivateNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A test whose bus reaches the common node through a proxy, and a peer that reaches it directly.
 */
abstract class ProxiedBroker {

  final PrivateNode node = Outage.node();

  FaultProxy proxy;
  Peer peer;

  @BeforeEach
  void open() throws Exception {
    proxy = new FaultProxy(node.port());
    peer = new Peer(node);
  }

  @AfterEach
  void close() throws Exception {
    peer.close();
    proxy.close();
  }

  /** Connects through the proxy with more settings: key, value, key, value. */
  PikaBus connect(String... more) {
    return Outage.connect(node, proxy.port(), more);
  }
}
