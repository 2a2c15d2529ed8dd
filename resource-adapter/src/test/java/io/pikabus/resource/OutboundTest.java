package io.pikabus.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBusConnection;
import io.pikabus.ReceivedMessage;
import io.pikabus.SendException;
import io.pikabus.SendOptions;
import io.pikabus.faults.Outage;
import io.pikabus.fixtures.rabbitmq.Broker;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections of an application, in a container's transactions and outside of them. */
class OutboundTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path journal;

  private final String queue = Outage.unique("outbound");
  private Node node;

  @BeforeEach
  void start() throws Exception {
    node = Node.start(Broker.shared().uri(), journal);
    try (PikaBusConnection bus = node.connect()) {
      bus.declareQueue(queue);
    }
  }

  @AfterEach
  void stop() {
    node.close();
    await("all threads are given back").atMost(PATIENCE).until(() -> node.container().busy() == 0);
  }

  private Optional<String> received() {
    return received(PATIENCE);
  }

  private Optional<String> received(Duration patience) {
    try (PikaBusConnection bus = node.connect()) {
      return bus.receive(queue, String.class, patience).map(ReceivedMessage::payload);
    }
  }

  private long waiting() {
    try (PikaBusConnection bus = node.connect()) {
      return bus.messageCount(queue);
    }
  }

  private void nothingIsLeft() {
    await("nothing undelivered")
        .atMost(PATIENCE)
        .until(() -> node.branches().figures().undelivered() == 0);
    assertThat(node.branches().figures().prepared()).isZero();
    assertThat(waiting()).isZero();
  }

  @Test
  void a_message_leaves_with_the_commit() throws Exception {
    node.container()
        .inTransaction(
            () -> {
              node.send(queue, "one");
              assertThat(node.branches().figures().live()).isZero();
            });
    assertThat(received()).contains("one");
    nothingIsLeft();
  }

  @Test
  void nothing_leaves_with_a_rollback() {
    assertThatThrownBy(
            () ->
                node.container()
                    .inTransaction(
                        () -> {
                          node.send(queue, "never");
                          throw new IllegalStateException("no");
                        }))
        .hasMessage("no");
    nothingIsLeft();
  }

  @Test
  void a_message_leaves_together_with_a_second_resource() throws Exception {
    Recorder second = new Recorder();
    node.container()
        .inTransaction(
            () -> {
              node.container().enlist(second);
              node.send(queue, "both");
            });
    assertThat(second.calls).containsExactly("prepare", "commit");
    assertThat(received()).contains("both");
    nothingIsLeft();
  }

  @Test
  void nothing_leaves_when_a_second_resource_refuses() {
    Recorder second = new Recorder().refusing();
    assertThatThrownBy(
            () ->
                node.container()
                    .inTransaction(
                        () -> {
                          node.send(queue, "never");
                          node.container().enlist(second);
                        }))
        .isInstanceOf(RollbackException.class);
    nothingIsLeft();
  }

  @Test
  void a_connection_that_sends_nothing_needs_no_second_phase() throws Exception {
    Recorder second = new Recorder();
    node.container()
        .inTransaction(
            () -> {
              node.connect().close();
              node.container().enlist(second);
            });
    assertThat(second.calls).hasSize(1).first().asString().startsWith("commit");
    assertThat(node.branches().figures().live()).isZero();
  }

  @Test
  void two_connections_of_one_transaction_leave_together() throws Exception {
    node.container().sharesNothing();
    node.container()
        .inTransaction(
            () -> {
              node.send(queue, "first");
              node.send(queue, "second");
            });
    assertThat(received()).contains("first");
    assertThat(received()).contains("second");
    nothingIsLeft();
  }

  @Test
  void outside_a_transaction_a_message_is_confirmed_before_send_returns() {
    node.send(queue, "now");
    assertThat(waiting()).isOne();
    assertThat(received()).contains("now");
    assertThatThrownBy(() -> node.send(Outage.unique("missing"), "lost"))
        .isInstanceOf(SendException.class);
  }

  @Test
  void what_is_received_in_a_transaction_comes_again_after_its_rollback() throws Exception {
    node.send(queue, "again");
    assertThatThrownBy(
            () ->
                node.container()
                    .inTransaction(
                        () -> {
                          assertThat(received()).contains("again");
                          throw new IllegalStateException("no");
                        }))
        .hasMessage("no");
    node.container().inTransaction(() -> assertThat(received()).contains("again"));
    nothingIsLeft();
  }

  @Test
  void what_is_received_with_a_second_resource_is_acknowledged_after_the_commit() throws Exception {
    node.send(queue, "once");
    Recorder second = new Recorder();
    node.container()
        .inTransaction(
            () -> {
              node.container().enlist(second);
              assertThat(received()).contains("once");
            });
    assertThat(second.calls).containsExactly("prepare", "commit");
    nothingIsLeft();
    // What was not acknowledged would come back with the end of its connection.
    node.close();
    node = Node.start(Broker.shared().uri(), journal);
    nothingIsLeft();
  }

  @Test
  void a_connection_goes_back_to_the_pool() throws Exception {
    int before = node.container().idle();
    PikaBusConnection bus = node.connect();
    bus.close();
    bus.close();
    assertThat(node.container().idle()).isEqualTo(Math.max(1, before));
    assertThatThrownBy(() -> bus.send(queue, "late"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> bus.receive(queue, String.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void a_connection_of_before_the_transaction_is_no_part_of_it() throws Exception {
    try (PikaBusConnection bus = node.connect()) {
      node.container()
          .inTransaction(
              () ->
                  assertThatThrownBy(() -> bus.send(queue, "outside"))
                      .isInstanceOf(IllegalStateException.class)
                      .hasMessageContaining("Open it after the transaction has begun"));
      bus.send(queue, "now");
    }
    assertThat(received()).contains("now");
  }

  @Test
  void a_transaction_that_is_marked_for_rollback_takes_no_message() {
    assertThatThrownBy(
            () ->
                node.container()
                    .inTransaction(
                        () -> {
                          try (PikaBusConnection bus = node.connect()) {
                            node.container().transactions().setRollbackOnly();
                            assertThatThrownBy(() -> bus.send(queue, "never"))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("marked for rollback");
                          }
                        }))
        .isInstanceOf(RollbackException.class);
    nothingIsLeft();
  }

  @Test
  void a_transaction_that_has_timed_out_takes_no_message() throws Exception {
    TransactionManager manager = node.container().transactions();
    manager.setTransactionTimeout(1);
    manager.begin();
    try (PikaBusConnection bus = node.connect()) {
      bus.send(queue, "never");
      await()
          .pollInSameThread()
          .atMost(PATIENCE)
          .until(() -> manager.getTransaction().getStatus() == Status.STATUS_ROLLEDBACK);
      assertThatThrownBy(() -> bus.send(queue, "neither"))
          .isInstanceOf(IllegalStateException.class);
    } finally {
      manager.rollback();
      manager.setTransactionTimeout(0);
    }
    nothingIsLeft();
  }

  @Test
  void many_transactions_at_a_time_send_what_they_commit() throws Exception {
    Set<String> committed = ConcurrentHashMap.newKeySet();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    for (int thread = 0; thread < 4; thread++) {
      String name = "t" + thread + "-";
      threads.submit(() -> transactions(name, committed));
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    List<String> arrived = new ArrayList<>();
    while (arrived.size() < committed.size()) {
      arrived.add(received().orElseThrow());
    }
    assertThat(committed).hasSize(4 * 20);
    assertThat(arrived).containsExactlyInAnyOrderElementsOf(committed);
    nothingIsLeft();
  }

  /** Every third in one phase, every third in two, and every third rolls back. */
  private Void transactions(String name, Set<String> committed) throws Exception {
    for (int i = 0; i < 30; i++) {
      String text = name + i;
      int kind = i % 3;
      node.container().transactions().begin();
      node.send(queue, text);
      if (kind == 1) {
        node.container().enlist(new Recorder());
      }
      if (kind == 2) {
        node.container().transactions().rollback();
      } else {
        node.container().transactions().commit();
        committed.add(text);
      }
    }
    return null;
  }

  @Test
  void an_ordering_key_is_refused() throws Exception {
    node.container()
        .inTransaction(
            () -> {
              try (PikaBusConnection bus = node.connect()) {
                assertThatThrownBy(
                        () -> bus.send(queue, "in order", SendOptions.none().withOrderingKey("42")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("outbox");
              }
            });
    nothingIsLeft();
  }
}
