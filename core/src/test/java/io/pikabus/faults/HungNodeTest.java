package io.pikabus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBusClient;
import io.pikabus.SendException;
import io.pikabus.fixtures.rabbitmq.PrivateCluster;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that we are connected to hangs; the queue's leader and the majority are well. */
@Timeout(300)
@Tag("slow")
class HungNodeTest {

  private static final int MESSAGES = 20_000;

  /** On a machine that is slow: the goal is 10 s. */
  private static final Duration OUTAGE = Duration.ofSeconds(20);

  /** Moving, an election, and a message that waits for it; a machine that is slow. */
  private static final Duration ELECTION = Duration.ofSeconds(40);

  private static PrivateCluster cluster;

  @BeforeAll
  static void start() {
    cluster = PrivateCluster.create(Path.of("target", "rabbitmq"), 3);
    cluster.start();
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  /** Also one that a test which failed has left hanging. */
  @AfterEach
  void resume() {
    cluster.nodes().forEach(PrivateNode::resume);
  }

  /** What a test looks at. */
  private static final class Traffic {
    private final Ledger ledger = new Ledger(MESSAGES);
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong confirmedAt = new AtomicLong();
    private final AtomicLong handledAt = new AtomicLong();

    CompletableFuture<Void> send(PikaBusClient bus, String queue) {
      return CompletableFuture.runAsync(
          () -> {
            while (!over.get() && !ledger.isFull()) {
              int number = ledger.open();
              try {
                bus.send(queue, String.valueOf(number));
                ledger.confirmed(number);
                confirmedAt.set(System.nanoTime());
              } catch (SendException lost) {
                // The ledger has it as not confirmed.
                continue;
              }
              LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
          });
    }

    void consume(PikaBusClient bus, String queue) {
      bus.consume(
          queue,
          String.class,
          text -> {
            ledger.received(Integer.parseInt(text), Outage.isMarked(bus.incoming().orElseThrow()));
            handledAt.set(System.nanoTime());
          });
    }
  }

  /** The two connections may be to different nodes. */
  @ParameterizedTest
  @ValueSource(strings = {"pikabus-publishing", "pikabus-consuming"})
  void another_node_is_connected_to_within_seconds_and_nothing_is_lost(String connection)
      throws Exception {
    String queue = Outage.unique("hung");
    try (RawClient peer = new RawClient(cluster.node(0))) {
      peer.declare(queue, QuorumQueue.PLAIN);
    }
    assertThat(cluster.awaitLeader(queue)).isSameAs(cluster.node(0));
    try (FaultProxy one = new FaultProxy(cluster.node(1).port());
        FaultProxy two = new FaultProxy(cluster.node(2).port());
        PikaBusClient bus = Outage.connectTo(cluster.node(1), List.of(one.port(), two.port()))) {
      Traffic traffic = new Traffic();
      traffic.consume(bus, queue);
      await().atMost(OUTAGE).until(() -> bus.status().isWorking());
      CompletableFuture<Void> sending = traffic.send(bus, queue);
      await().atMost(OUTAGE).until(() -> traffic.ledger.received() > 100);
      PrivateNode connected = cluster.node(one.isLinked(connection) ? 1 : 2);

      connected.pause();
      long paused = System.nanoTime();
      await()
          .pollInterval(Duration.ofMillis(20))
          .atMost(Duration.ofSeconds(10))
          .until(() -> !bus.status().isWorking());
      Duration told = since(paused);
      // Nothing can be confirmed by the hung node, so this is what the other one confirmed.
      long hung = System.nanoTime();
      await()
          .pollInterval(Duration.ofMillis(20))
          .atMost(OUTAGE)
          .until(() -> traffic.confirmedAt.get() > hung);
      Duration confirmed = since(paused);
      await()
          .pollInterval(Duration.ofMillis(20))
          .atMost(OUTAGE)
          .until(() -> traffic.handledAt.get() > hung && bus.status().isWorking());
      Duration handled = since(paused);
      System.out.printf(
          "hung node of %s: told after %d ms, confirmed again after %d ms, handled and working after %d ms%n",
          connection, told.toMillis(), confirmed.toMillis(), handled.toMillis());
      connected.resume();
      cluster.awaitWhole();
      traffic.over.set(true);
      sending.join();

      await().atMost(OUTAGE).until(() -> traffic.ledger.missing() == 0);
      assertThat(handled).isLessThan(OUTAGE);
      assertThat(traffic.ledger.confirmed()).isEqualTo(traffic.ledger.sent());
      assertThat(traffic.ledger.duplicated()).isEqualTo(traffic.ledger.duplicatedAndMarked());
    }
  }

  /** Another leader is elected; a channel that knew the old one would wait for it. */
  @Test
  void a_node_that_hangs_and_led_the_queue_keeps_confirms_away_no_longer_than_an_election()
      throws Exception {
    try (FaultProxy one = new FaultProxy(cluster.node(1).port());
        FaultProxy two = new FaultProxy(cluster.node(2).port());
        PikaBusClient bus = Outage.connectTo(cluster.node(1), List.of(one.port(), two.port()))) {
      await().atMost(OUTAGE).until(() -> bus.status().isWorking());
      PrivateNode connected = cluster.node(one.isLinked("pikabus-publishing") ? 1 : 2);
      String queue = Outage.unique("led");
      try (RawClient peer = new RawClient(connected)) {
        peer.declare(queue, QuorumQueue.PLAIN);
      }
      assertThat(cluster.awaitLeader(queue)).isSameAs(connected);
      Traffic traffic = new Traffic();
      traffic.consume(bus, queue);
      CompletableFuture<Void> sending = traffic.send(bus, queue);
      await().atMost(OUTAGE).until(() -> traffic.ledger.received() > 100);

      connected.pause();
      long paused = System.nanoTime();
      await()
          .pollInterval(Duration.ofMillis(20))
          .atMost(Duration.ofSeconds(10))
          .until(() -> !bus.status().isWorking());
      long hung = System.nanoTime();
      await()
          .pollInterval(Duration.ofMillis(20))
          .atMost(ELECTION)
          .until(() -> traffic.confirmedAt.get() > hung);
      System.out.printf(
          "hung node that led: confirmed again after %d ms%n", since(paused).toMillis());
      connected.resume();
      cluster.awaitWhole();
      traffic.over.set(true);
      sending.join();

      await().atMost(OUTAGE).until(() -> traffic.ledger.missing() == 0);
      assertThat(traffic.ledger.duplicated()).isEqualTo(traffic.ledger.duplicatedAndMarked());
    }
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
