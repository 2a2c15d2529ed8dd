package io.pikabus.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBus;
import io.pikabus.faults.Outage;
import io.pikabus.faults.QuorumQueue;
import io.pikabus.faults.RawClient;
import io.pikabus.fixtures.rabbitmq.PrivateCluster;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import io.pikabus.rabbitmq.ConnectionState.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The outbox while a node hangs to which the service is not connected, and which leads a queue. */
@Timeout(240)
@Tag("long")
class HungLeaderTest {

  /** Most of it is what the other nodes take to elect another leader: 7 to 10 s. */
  private static final Duration SOON = Duration.ofSeconds(18);

  private static final Duration ELECTED = Duration.ofSeconds(12);

  @Test
  void what_is_stored_leaves_though_the_connected_node_seems_to_have_no_majority()
      throws Exception {
    try (PrivateCluster cluster = PrivateCluster.create(Path.of("target", "rabbitmq"), 3)) {
      cluster.start();
      PrivateNode leader = cluster.node(1);
      String queue = Outage.unique("led");
      try (RawClient there = new RawClient(leader)) {
        there.declare(queue, QuorumQueue.PLAIN);
      }
      assertThat(cluster.awaitLeader(queue)).isEqualTo(leader);
      try (JtaTestBed bed = new JtaTestBed(Engine.H2, true, cluster.node(0), setup -> setup)) {
        PikaBus bus = bed.bus(Mode.OUTBOX);
        // Binds the queue, which nobody can meanwhile.
        bed.inTransaction(() -> bus.send(queue, "before"));
        assertThat(bed.texts(queue, 1)).containsExactly("before");
        bed.awaitNothingStored();
        leader.pause();
        try {
          Instant paused = Instant.now();
          // With Mnesia: its question waits for whichever node hangs. With Khepri it does not.
          await()
              .atMost(SOON)
              .until(
                  () ->
                      bed.node().client().state().phase() == Phase.WITHOUT_MAJORITY
                          || Duration.between(paused, Instant.now()).compareTo(ELECTED) > 0);
          bed.inTransaction(() -> bus.send(queue, "stored"));
          await().atMost(SOON).until(() -> bed.database().stored() == 0);
        } finally {
          leader.resume();
        }
        assertThat(bed.texts(queue, 1)).contains("stored");
      }
    }
  }
}
