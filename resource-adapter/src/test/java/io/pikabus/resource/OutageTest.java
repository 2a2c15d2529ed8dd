package io.pikabus.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.PikaBusConnection;
import io.pikabus.ReceivedMessage;
import io.pikabus.faults.Outage;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A commit succeeds though the broker is away, and its messages arrive when it is back. */
@Tag("slow")
class OutageTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String QUEUE = "outage";

  @TempDir Path journal;

  private PrivateNode broker;
  private Node node;

  @BeforeEach
  void begin() throws Exception {
    broker = PrivateNode.create(Path.of("target", "rabbitmq"));
    broker.start();
    node = Node.start(broker.uri(), journal, adapter -> adapter.setCommitWait("PT0.5S"));
    try (PikaBusClient peer = peer()) {
      peer.declareQueue(QUEUE);
    }
    // So that the quorum queue survives the stop.
    node.send(QUEUE, "first");
  }

  @AfterEach
  void end() {
    node.close();
    broker.close();
  }

  private PikaBusClient peer() {
    return PikaBus.connect(Outage.settings(broker, broker.port()));
  }

  private void stopBroker() {
    broker.stop();
    try (PikaBusConnection bus = node.connect()) {
      await().atMost(PATIENCE).until(() -> !bus.status().isWorking());
    }
  }

  private void commitThree() throws Exception {
    Recorder second = new Recorder();
    node.container()
        .inTransaction(
            () -> {
              node.container().enlist(second);
              node.send(QUEUE, "in two phases");
            });
    assertThat(second.calls).containsExactly("prepare", "commit");
    node.container().inTransaction(() -> node.send(QUEUE, "in one phase"));
    node.container().inTransaction(() -> node.send(QUEUE, "the last"));
    assertThat(node.branches().figures().undelivered()).isEqualTo(3);
  }

  private List<String> all() {
    List<String> texts = new ArrayList<>();
    try (PikaBusClient peer = peer()) {
      await().atMost(PATIENCE).until(() -> node.branches().figures().undelivered() == 0);
      Optional<ReceivedMessage<String>> next = peer.receive(QUEUE, String.class, PATIENCE);
      while (next.isPresent()) {
        texts.add(next.get().payload());
        next = peer.receive(QUEUE, String.class);
      }
    }
    return texts;
  }

  @Test
  void what_is_committed_without_a_broker_arrives_in_order_when_it_is_back() throws Exception {
    stopBroker();
    commitThree();
    broker.start();
    assertThat(all()).containsExactly("first", "in two phases", "in one phase", "the last");
  }

  @Test
  void what_is_committed_without_a_broker_arrives_after_a_restart_without_any_application()
      throws Exception {
    stopBroker();
    commitThree();
    node.close();
    node = Node.start(broker.uri(), journal);
    broker.start();
    assertThat(all()).containsExactly("first", "in two phases", "in one phase", "the last");
  }

  @Test
  void what_a_silent_broker_does_not_confirm_in_time_is_not_sent_again() throws Exception {
    broker.pause();
    try {
      node.container()
          .inTransaction(
              () -> {
                node.container().enlist(new Recorder());
                node.send(QUEUE, "slowly");
              });
      assertThat(node.branches().figures().undelivered()).isOne();
    } finally {
      broker.resume();
    }
    assertThat(all()).containsExactly("first", "slowly");
  }
}
