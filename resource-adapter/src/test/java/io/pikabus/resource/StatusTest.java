package io.pikabus.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pikabus.BusStatus;
import io.pikabus.ChannelMXBean;
import io.pikabus.JournalStatus;
import io.pikabus.PikaBusConnection;
import io.pikabus.ReceivedMessage;
import io.pikabus.faults.Log;
import io.pikabus.faults.Outage;
import io.pikabus.faults.RawClient;
import io.pikabus.fixtures.rabbitmq.Broker;
import io.pikabus.resource.inflow.ActiveBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application, and an operator, see of the adapter. */
class StatusTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  @TempDir Path journal;

  private final String queue = Outage.unique("status");
  private Node node;

  @BeforeEach
  void begin() throws Exception {
    node =
        Node.start(
            Broker.shared().uri(),
            journal,
            adapter -> {
              adapter.setQueueType("classic");
              adapter.setErrorQueue(Outage.unique("error"));
            });
  }

  @AfterEach
  void end() throws JMException {
    node.close();
    assertThat(endpoints()).as("management beans that stay").isEmpty();
  }

  private static Set<ObjectName> endpoints() throws JMException {
    return SERVER.queryNames(new ObjectName("io.pikabus:type=Endpoint,*"), null);
  }

  private BusStatus status() {
    try (PikaBusConnection bus = node.connect()) {
      return bus.status();
    }
  }

  private JournalStatus journalStatus() {
    return status().journal().orElseThrow();
  }

  private void send(String text) {
    node.send(queue, text);
  }

  @Test
  void the_log_says_once_what_holds_a_transaction_together() {
    try (Log log = new Log()) {
      try (PikaBusConnection bus = node.connect()) {
        bus.declareQueue(queue);
      }
      assertThat(log.lines())
          .filteredOn(line -> line.contains(" at RabbitMQ "))
          .singleElement()
          .asString()
          .contains("transaction = xa, journal in " + journal + ".")
          .doesNotContain("outbox");
    }
  }

  @Test
  void a_bean_is_part_of_the_status_and_can_be_paused_by_it() throws Exception {
    ActiveBean bean = ActiveBean.activate(node, queue, 2);
    await().atMost(PATIENCE).until(() -> status().isWorking());
    BusStatus.Part part = status().consumers().get(0);
    assertThat(status().consumers()).hasSize(1);
    assertThat(part.name()).isEqualTo(ActiveBean.class.getName());
    assertThat(part.queue()).isEqualTo(queue);

    try (PikaBusConnection bus = node.connect()) {
      bus.pause(queue, "by the application");
      assertThatThrownBy(() -> bus.pause("unknown", "no"))
          .hasMessageContaining(ActiveBean.class.getName());
    }
    await().atMost(PATIENCE).until(() -> !status().isWorking());
    assertThat(status().consumers().get(0))
        .returns(BusStatus.State.PAUSED, BusStatus.Part::state)
        .returns("by the application", BusStatus.Part::reason);
    send("later");
    try (PikaBusConnection bus = node.connect()) {
      bus.resume(ActiveBean.class.getName());
    }
    await().atMost(PATIENCE).until(() -> ActiveBean.got(bean).contains("later"));
    ActiveBean.deactivate(bean);
    assertThat(status().consumers()).isEmpty();
  }

  @Test
  void an_operator_sees_a_bean_and_pauses_it() throws Exception {
    ActiveBean bean = ActiveBean.activate(node, queue, 1);
    await().atMost(PATIENCE).until(() -> status().isWorking());
    ObjectName name =
        new ObjectName(
            "io.pikabus:type=Endpoint,name=%s,queue=%s"
                .formatted(ActiveBean.class.getName(), queue));
    assertThat(endpoints()).containsExactly(name);
    ChannelMXBean shown = JMX.newMXBeanProxy(SERVER, name, ChannelMXBean.class);
    assertThat(shown.getQueue()).isEqualTo(queue);
    assertThat(shown.getState()).isEqualTo("WORKING");

    shown.pause("stocktaking");
    await().atMost(PATIENCE).until(() -> shown.getState().equals("PAUSED"));
    assertThat(shown.getReason()).isEqualTo("stocktaking");
    // Else a message might be delivered at this moment, and would be in hand.
    await().atMost(PATIENCE).until(() -> consumers() == 0);
    send("waits");
    assertThat(ActiveBean.got(bean)).isEmpty();
    shown.resume();
    await().atMost(PATIENCE).until(() -> ActiveBean.got(bean).equals(List.of("waits")));
    ActiveBean.deactivate(bean);
    assertThat(endpoints()).isEmpty();
  }

  private long consumers() throws Exception {
    try (RawClient peer = new RawClient(Broker.shared())) {
      return peer.fresh().consumerCount(queue);
    }
  }

  @Test
  void what_lies_in_the_journal_is_part_of_the_status() throws Exception {
    try (PikaBusConnection bus = node.connect()) {
      bus.declareQueue(queue);
    }
    assertThat(journalStatus()).isEqualTo(JournalStatus.builder().build());
    Instant before = Instant.now().minusMillis(1);
    Branching branch = new Branching(node, "doubt").send(queue, "perhaps").prepare();
    JournalStatus prepared = journalStatus();
    assertThat(prepared.inDoubt()).isOne();
    assertThat(prepared.oldestInDoubt()).isBetween(before, Instant.now());
    branch.commit();
    try (PikaBusConnection bus = node.connect()) {
      assertThat(bus.receive(queue, String.class, PATIENCE).map(ReceivedMessage::payload))
          .contains("perhaps");
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(journalStatus()).isEqualTo(JournalStatus.builder().build()));
  }

  @Test
  void a_message_that_can_be_brought_nowhere_is_told_of_until_somebody_helps() throws Exception {
    String missing = Outage.unique("missing");
    String errors = Outage.unique("refused");
    node.close();
    node =
        Node.start(
            Broker.shared().uri(),
            journal,
            adapter -> {
              adapter.setErrorQueue(errors);
              adapter.setTopology("check");
            });
    node.container().inTransaction(() -> node.send(missing, "nobody"));
    await().atMost(PATIENCE).until(() -> journalStatus().undeliverable() == 1);
    JournalStatus stuck = journalStatus();
    assertThat(stuck.undelivered()).isOne();
    assertThat(stuck.oldestUndelivered()).isBefore(Instant.now());
    assertThat(stuck.reason()).contains(errors);
    try (RawClient peer = new RawClient(Broker.shared())) {
      peer.fresh().queueDeclare(errors, false, false, false, null);
      peer.fresh().queueBind(errors, "PikaBusDirect", errors);
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(journalStatus()).isEqualTo(JournalStatus.builder().build()));
  }
}
