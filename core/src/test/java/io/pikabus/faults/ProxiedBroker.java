package io.pikabus.faults;

import static org.awaitility.Awaitility.await;

import io.pikabus.BusStatus;
import io.pikabus.PikaBusClient;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A test whose bus reaches the common node through a proxy, and a peer that reaches it directly.
 */
abstract class ProxiedBroker {

  final PrivateNode node = Outage.node();

  FaultProxy proxy;
  RawClient peer;

  @BeforeEach
  void open() throws Exception {
    proxy = new FaultProxy(node.port());
    peer = new RawClient(node);
  }

  @AfterEach
  void close() throws Exception {
    peer.close();
    proxy.close();
  }

  /** Connects through the proxy with more settings: key, value, key, value. */
  PikaBusClient connect(String... more) {
    return Outage.connect(node, proxy.port(), more);
  }

  /**
   * Connects so, and returns when it is connected: what a first message waits for a connection is a
   * part of its {@code confirm-timeout}.
   */
  PikaBusClient connected(String... more) {
    PikaBusClient bus = connect(more);
    await().until(() -> bus.status().isWorking());
    return bus;
  }

  /**
   * What the broker lists of a queue, perhaps some seconds late: its {@code messages}, or others.
   */
  int listed(String queue, String what) {
    return node.control("list_queues", "name", what)
        .lines()
        .filter(line -> line.startsWith(queue + "\t"))
        .mapToInt(line -> Integer.parseInt(line.substring(queue.length()).strip()))
        .findFirst()
        .orElseThrow();
  }

  /** Handles a message for each permit, and waits for more of them with the next one in hand. */
  static void consume(PikaBusClient bus, String queue, Semaphore permits, Set<String> handled) {
    bus.consume(
        queue,
        String.class,
        text -> {
          permits.acquire();
          handled.add(text);
        });
  }

  /** Handles some messages, and stops in good order with the next one in hand. */
  static void handleAndStop(PikaBusClient bus, String queue, int some, Set<String> handled) {
    Semaphore permits = new Semaphore(some);
    consume(bus, queue, permits, handled);
    await().until(permits::hasQueuedThreads);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(bus::close);
    await().until(() -> bus.status().consumers().get(0).state() == BusStatus.State.STOPPED);
    permits.release();
    closing.join();
  }
}
