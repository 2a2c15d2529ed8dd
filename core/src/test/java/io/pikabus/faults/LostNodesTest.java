package io.pikabus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.BusStatus;
import io.pikabus.BusStatus.State;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendException;
import io.pikabus.fixtures.rabbitmq.PrivateCluster;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queues in a cluster, of which the service's own node stays and others go. */
@Timeout(240)
@Tag("slow")
class LostNodesTest {

  private static final Duration SECONDS = Duration.ofSeconds(40);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String POISON = "poison";

  private static PrivateCluster cluster;

  private final String queue = Outage.unique("lost");
  private final String errors = Outage.unique("lost-errors");
  private final Set<String> handled = ConcurrentHashMap.newKeySet();
  private RawClient peer;

  @BeforeAll
  static void startCluster() {
    cluster = PrivateCluster.create(Path.of("target", "rabbitmq"), 3);
    cluster.start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @BeforeEach
  void connectPeer() throws Exception {
    peer = new RawClient(own());
  }

  @AfterEach
  void bringBack() throws Exception {
    cluster.start();
    peer.close();
  }

  /** The node to which the service is connected. */
  private static PrivateNode own() {
    return cluster.node(0);
  }

  private static PrivateNode far() {
    return cluster.node(2);
  }

  private PikaBusClient connect(String... more) {
    PikaBusClient bus = Outage.connect(own(), own().port(), more(more));
    bus.consume(
        queue,
        String.class,
        text -> {
          if (text.equals(POISON)) {
            throw new IllegalArgumentException("on purpose");
          }
          handled.add(text);
        });
    await().atMost(PATIENCE).until(() -> consumer(bus).state() == State.WORKING);
    return bus;
  }

  private String[] more(String... more) {
    String[] all = new String[more.length + 4];
    System.arraycopy(more, 0, all, 0, more.length);
    System.arraycopy(
        new String[] {"error-queue", errors, "max-retries", "0"}, 0, all, more.length, 4);
    return all;
  }

  private static BusStatus.Part consumer(PikaBus bus) {
    return bus.status().consumers().get(0);
  }

  /** A classic queue lives on the node at which it is declared. */
  private static void declareFarAway(String name) throws Exception {
    try (RawClient there = new RawClient(far())) {
      there.declare(name, Map.of());
    }
  }

  private void put(String text) throws Exception {
    peer.put(queue, text);
  }

  /** One fails while the node is there, so that the error queue is known and bound. */
  private void failOnce() throws Exception {
    put(POISON);
    await().atMost(PATIENCE).until(() -> peer.ready(errors) == 1);
  }

  @Test
  void while_the_error_queue_is_out_of_reach_others_are_handled_and_the_failed_one_is_kept()
      throws Exception {
    declareFarAway(errors);
    try (PikaBusClient bus = connect()) {
      failOnce();
      far().kill();

      put(POISON);
      for (int i = 0; i < 20; i++) {
        put("order " + i);
      }

      await().atMost(SECONDS).until(() -> handled.size() == 20);
      await().atMost(SECONDS).until(() -> consumer(bus).state() == State.STUCK);
      await()
          .atMost(SECONDS)
          .untilAsserted(
              () ->
                  assertThat(consumer(bus).reason())
                      .contains("1 message of queue '" + queue + "' cannot be moved", errors));
      System.out.println("error queue out of reach: " + consumer(bus).reason());
      assertThat(bus.status().isWorking()).isFalse();

      far().start();

      await().atMost(PATIENCE).until(() -> consumer(bus).state() == State.WORKING);
      await().atMost(PATIENCE).until(() -> peer.ready(errors) >= 1);
    }
  }

  /** Nothing is known of the error queue then, neither that it is bound. */
  @Test
  void a_service_that_starts_while_the_error_queue_is_out_of_reach_works() throws Exception {
    declareFarAway(errors);
    try (PikaBusClient first = connect()) {
      failOnce();
    }
    far().kill();
    try (PikaBusClient bus = connect()) {
      put(POISON);
      await().atMost(SECONDS).until(() -> consumer(bus).state() == State.STUCK);
      System.out.println("started without: " + consumer(bus).reason());
      for (int i = 0; i < 20; i++) {
        bus.send(queue, "order " + i);
      }
      await().atMost(SECONDS).until(() -> handled.size() == 20);

      far().start();

      await().atMost(PATIENCE).until(() -> consumer(bus).state() == State.WORKING);
      await().atMost(PATIENCE).until(() -> peer.ready(errors) >= 1);
    }
  }

  @Test
  void a_listener_queue_that_is_out_of_reach_is_told_of_and_consumed_when_its_node_is_back()
      throws Exception {
    declareFarAway(queue);
    try (PikaBusClient bus = connect()) {
      put("before");
      await().atMost(PATIENCE).until(() -> handled.contains("before"));

      far().kill();

      await().atMost(SECONDS).until(() -> consumer(bus).state() == State.INTERRUPTED);
      await()
          .atMost(SECONDS)
          .untilAsserted(() -> assertThat(consumer(bus).reason()).contains("'" + queue + "'"));
      System.out.println("listener queue out of reach: " + consumer(bus).reason());

      far().start();

      await().atMost(PATIENCE).until(() -> consumer(bus).state() == State.WORKING);
      put("after");
      await().atMost(PATIENCE).until(() -> handled.contains("after"));
    }
  }

  @Test
  void a_leader_that_goes_is_nobodys_concern() throws Exception {
    try (RawClient there = new RawClient(far())) {
      there.declare(queue, QuorumQueue.PLAIN);
    }
    assertThat(cluster.awaitLeader(queue)).isEqualTo(far());
    try (PikaBusClient bus = connect()) {
      far().kill();

      // Until another one leads, the broker may say no.
      await().atMost(SECONDS).until(() -> isSent(bus));
      await().atMost(SECONDS).until(() -> handled.contains("after"));
      assertThat(consumer(bus).state()).isEqualTo(State.WORKING);
    }
  }

  private boolean isSent(PikaBus bus) {
    try {
      bus.send(queue, "after");
      return true;
    } catch (SendException refused) {
      System.out.println("while the leader goes: " + refused.getMessage());
      return false;
    }
  }

  @Test
  void without_a_majority_readiness_tells() throws Exception {
    try (PikaBusClient bus = connect()) {
      put("before");
      await().atMost(PATIENCE).until(() -> handled.contains("before"));
      long begin = System.nanoTime();
      cluster.node(1).kill();
      far().kill();

      try {
        // Under Khepri the node keeps its clients, who have to find out.
        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () ->
                    bus.status().publishing().state() == State.INTERRUPTED
                        && consumer(bus).state() == State.INTERRUPTED);
      } finally {
        System.out.println(
            "no majority, after %d ms: %s"
                .formatted((System.nanoTime() - begin) / 1_000_000, bus.status()));
      }
      cluster.start();

      await().atMost(PATIENCE).until(() -> bus.status().isWorking());
      bus.send(queue, "after");
      await().atMost(PATIENCE).until(() -> handled.contains("after"));
    }
  }
}
