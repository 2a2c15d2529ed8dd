package io.pikabus.rabbitmq.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 5, unit = TimeUnit.MINUTES)
@Tag("slow")
class PrivateClusterTest {

  private static PrivateCluster cluster;

  @BeforeAll
  static void create() {
    cluster = PrivateCluster.create(Path.of("target/rabbitmq"), 3);
  }

  @BeforeEach
  void start() {
    cluster.start();
  }

  @AfterAll
  static void close() {
    List<ProcessHandle> processes =
        cluster.nodes().stream().flatMap(node -> node.processes().all()).toList();
    cluster.close();
    assertThat(processes)
        .hasSizeGreaterThan(6)
        .allMatch(process -> Signals.endsWithin(process, Duration.ofSeconds(15)), "has ended");
  }

  @Test
  void a_quorum_queue_outlives_the_node_that_leads_it() throws Exception {
    PrivateNode leader;
    try (Client client = Client.of(cluster.uris().get(0))) {
      declareQuorum(client, "outlives");
      client.publishPersistent("outlives", "before");
      assertThat(cluster.members("outlives")).containsExactlyElementsOf(cluster.nodes());
      leader = cluster.awaitLeader("outlives");
    }

    leader.kill();

    PrivateNode next = cluster.awaitLeader("outlives");
    assertThat(next).isNotSameAs(leader);
    try (Client client = Client.of(next.uri())) {
      client.publishPersistent("outlives", "without it");
      assertThat(client.get("outlives")).isEqualTo("before");
      leader.start();
      cluster.awaitWhole();
      assertThat(client.get("outlives")).isEqualTo("without it");
    }
  }

  @Test
  void a_node_that_is_cut_off_ends_its_clients_connections_until_it_is_healed() throws Exception {
    PrivateNode lonely = cluster.node(1);
    try (Client client = Client.of(lonely.uri());
        Client majority = Client.of(cluster.node(0).uri())) {
      declareQuorum(majority, "cut");

      cluster.partition(lonely);

      assertThat(cluster.awaitLeader("cut")).isNotSameAs(lonely);
      majority.publishPersistent("cut", "by two of three");
      if (!TestBroker.of(System.getenv()).khepri()) {
        assertThatThrownBy(() -> client.publishPersistent("cut", "by one of three"));
      }
    }

    cluster.heal();

    lonely.awaitReady(Duration.ofSeconds(50));
    try (Client client = Client.of(lonely.uri())) {
      assertThat(client.get("cut")).isEqualTo("by two of three");
    }
  }

  @Test
  void a_paused_leader_is_replaced_and_a_rolling_restart_loses_nothing() throws Exception {
    try (Client client = Client.of(cluster.uris().get(0))) {
      declareQuorum(client, "restarted");
      client.publishPersistent("restarted", "still here");
    }

    cluster.restartRolling();

    PrivateNode leader = cluster.awaitLeader("restarted");
    leader.pause();
    assertThat(leader.isPaused()).isTrue();
    assertThat(cluster.awaitLeader("restarted")).isNotSameAs(leader);
    leader.resume();
    assertThat(leader.isPaused()).isFalse();
    cluster.awaitWhole();
    try (Client client = Client.of(leader.uri())) {
      assertThat(client.get("restarted")).isEqualTo("still here");
    }
  }

  private static void declareQuorum(Client client, String queue) throws Exception {
    client.channel().queueDeclare(queue, true, false, false, Map.of("x-queue-type", "quorum"));
  }
}
