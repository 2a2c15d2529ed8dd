package io.pikabus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.BusStatus.State;
import io.pikabus.PikaBusClient;
import io.pikabus.fixtures.rabbitmq.PrivateCluster;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The node to which a service is connected is of no use for long: the service goes to another one,
 * whose address it knows, and is served there.
 */
@Timeout(240)
@Tag("slow")
class LeftNodeTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Most of it is what the other nodes take to elect another leader: 7 to 10 s. */
  private static final Duration SOON = Duration.ofSeconds(18);

  private static PrivateCluster cluster;

  private final String queue = Outage.unique("left");
  private final Set<String> handled = ConcurrentHashMap.newKeySet();
  private final AtomicInteger number = new AtomicInteger();
  private final List<FaultProxy> proxies = new ArrayList<>();
  private PikaBusClient bus;

  @BeforeAll
  static void startCluster() {
    cluster = PrivateCluster.create(Path.of("target", "rabbitmq"), 3);
    cluster.start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  /** The service is connected to a node that leads its queue, and could go to both others. */
  @BeforeEach
  void connect() throws Exception {
    try (RawClient there = new RawClient(left())) {
      there.declare(queue, QuorumQueue.PLAIN);
    }
    assertThat(cluster.awaitLeader(queue)).isEqualTo(left());
    cluster.nodes().forEach(node -> proxies.add(new FaultProxy(node.port())));
    others().forEach(proxy -> proxy.refuse(true));
    bus =
        Outage.connectTo(
            left(),
            proxies.stream().map(FaultProxy::port).toList(),
            "prefetch",
            "1",
            "confirm-timeout",
            "PT60S");
    bus.consume(queue, String.class, handled::add);
    await().atMost(PATIENCE).until(() -> bus.status().isWorking());
    others().forEach(proxy -> proxy.refuse(false));
    sendAndAwait(PATIENCE);
  }

  @AfterEach
  void close() throws Exception {
    bus.close();
    for (FaultProxy proxy : proxies) {
      proxy.close();
    }
  }

  private static PrivateNode left() {
    return cluster.node(0);
  }

  private List<FaultProxy> others() {
    return proxies.subList(1, proxies.size());
  }

  private void sendAndAwait(Duration patience) {
    String text = "order " + number.incrementAndGet();
    bus.send(queue, text);
    await().atMost(patience).until(() -> handled.contains(text));
  }

  /**
   * Sends until something is handled. The first messages may not be: the broker delivers to the old
   * consumer, at the node that was left, as many as its prefetch allows.
   */
  private void sendUntilHandled(Duration patience) {
    sendUntilHandled(queue, patience);
  }

  private void sendUntilHandled(String destination, Duration patience) {
    int before = handled.size();
    long begin = System.nanoTime();
    await()
        .atMost(patience)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              bus.send(destination, "order " + number.incrementAndGet());
              return handled.size() > before;
            });
    System.out.println("handled again after " + (System.nanoTime() - begin) / 1_000_000 + " ms");
  }

  private void awaitAllHandled() {
    await().atMost(PATIENCE).until(() -> handled.size() == number.get());
  }

  @Test
  void one_that_hangs_and_leads_the_queue_holds_up_neither_messages_nor_consumers_for_long() {
    left().pause();
    try {
      sendUntilHandled(SOON);
    } finally {
      left().resume();
    }
    awaitAllHandled();
  }

  /** The connection stays: it is to a node that is well. */
  @Test
  void one_that_hangs_and_leads_the_queue_is_left_by_its_messages_where_the_service_stays()
      throws Exception {
    PrivateNode leader = cluster.node(1);
    String elsewhere = Outage.unique("elsewhere");
    try (RawClient there = new RawClient(leader)) {
      there.declare(elsewhere, QuorumQueue.PLAIN);
    }
    assertThat(cluster.awaitLeader(elsewhere)).isEqualTo(leader);
    bus.consume(elsewhere, String.class, handled::add);
    sendUntilHandled(elsewhere, PATIENCE);
    int connections = proxies.get(0).accepted();
    leader.pause();
    try {
      sendUntilHandled(elsewhere, SOON);
    } finally {
      leader.resume();
    }
    awaitAllHandled();
    assertThat(proxies.get(0).accepted()).isEqualTo(connections);
  }

  @Test
  void one_that_is_cut_off_from_the_others_is_left_for_one_that_has_the_majority() {
    cluster.partition(left());
    try {
      sendUntilHandled(SOON);
    } finally {
      cluster.heal();
    }
    awaitAllHandled();
  }

  /** Another address is no help then: the service stays, and says so. */
  @Test
  void one_without_a_majority_is_not_left_for_one_that_has_none_either() throws Exception {
    int before = proxies.get(0).accepted();
    cluster.node(1).pause();
    cluster.node(2).pause();
    try {
      await().atMost(SOON).until(() -> bus.status().publishing().state() == State.INTERRUPTED);
    } finally {
      cluster.node(1).resume();
      cluster.node(2).resume();
    }
    cluster.awaitWhole();
    await().atMost(PATIENCE).until(() -> bus.status().isWorking());
    sendUntilHandled(PATIENCE);
    awaitAllHandled();
    assertThat(proxies.get(0).accepted()).isEqualTo(before);
  }
}
