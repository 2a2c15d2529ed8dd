package io.pikabus.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pikabus.IncomingMetadata;
import io.pikabus.JournalMXBean;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.ReceivedMessage;
import io.pikabus.faults.Outage;
import io.pikabus.fixtures.rabbitmq.Broker;
import jakarta.resource.spi.ResourceAdapterInternalException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the journal keeps while the adapter is away, or while something is wrong. */
class RecoveryTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ONE_SCAN = XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN;

  @TempDir Path directory;

  private final String queue = Outage.unique("recovery");
  private final String errors = Outage.unique("error");
  private PikaBusClient peer;
  private Node node;

  @BeforeEach
  void begin() throws Exception {
    Broker broker = Broker.shared();
    peer = PikaBus.connect(Outage.settings(broker, broker.uri().getPort()));
    peer.declareQueue(queue);
    start();
  }

  @AfterEach
  void end() {
    node.close();
    peer.close();
  }

  private void start() throws Exception {
    node = Node.start(Broker.shared().uri(), directory, adapter -> adapter.setErrorQueue(errors));
  }

  private void restart() throws Exception {
    node.close();
    start();
  }

  private Optional<ReceivedMessage<String>> received(String from, Duration patience) {
    return peer.receive(from, String.class, patience);
  }

  private void nothingComes() {
    assertThat(peer.messageCount(queue)).isZero();
    assertThat(node.branches().figures().undelivered()).isZero();
    assertThat(node.branches().figures().prepared()).isZero();
  }

  private XAResource recovering() {
    return node.adapter().getXAResources(null)[0];
  }

  private static void fails(int errorCode, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            XAException.class, error -> assertThat(error.errorCode).isEqualTo(errorCode));
  }

  @Test
  void a_branch_that_was_prepared_is_found_after_a_restart_and_committed() throws Exception {
    Branching branch = new Branching(node, "commit").send(queue, "one").prepare();
    restart();

    Xid[] found = recovering().recover(ONE_SCAN);
    assertThat(found).containsExactly(branch.id);
    recovering().commit(found[0], false);
    IncomingMetadata arrived = received(queue, PATIENCE).orElseThrow().metadata();
    assertThat(arrived.headers()).containsEntry("PikaBus.PossibleDuplicate", true);
    await().atMost(PATIENCE).until(() -> node.branches().figures().undelivered() == 0);
    assertThat(recovering().recover(ONE_SCAN)).isEmpty();
    nothingComes();
  }

  @Test
  void a_branch_that_was_prepared_is_rolled_back_after_a_restart() throws Exception {
    new Branching(node, "rollback").send(queue, "never").prepare();
    restart();

    Xid[] found = recovering().recover(ONE_SCAN);
    recovering().rollback(found[0]);
    assertThat(recovering().recover(ONE_SCAN)).isEmpty();
    fails(XAException.XAER_NOTA, () -> recovering().commit(found[0], false));
    restart();
    assertThat(recovering().recover(ONE_SCAN)).isEmpty();
    nothingComes();
  }

  @Test
  void what_cannot_be_routed_after_the_commit_goes_to_the_error_queue() throws Exception {
    String missing = Outage.unique("missing");
    node.container().inTransaction(() -> node.send(missing, "nobody"));
    await().atMost(PATIENCE).ignoreExceptions().until(() -> peer.messageCount(errors) == 1);
    assertThat(received(errors, PATIENCE).orElseThrow().metadata().headers().toString())
        .contains(missing);
    await().atMost(PATIENCE).until(() -> node.branches().figures().undelivered() == 0);
  }

  @Test
  void a_journal_that_cannot_grow_lets_the_transaction_roll_back() throws Exception {
    Branching first = new Branching(node, "first").send(queue, "kept").prepare();
    // No file can be made in it any more; those that are open can be written.
    delete(directory);
    String large = "x".repeat(9 << 20);
    Branching branch = new Branching(node, "large").send(queue, large);
    fails(XAException.XA_RBOTHER, branch::prepare);
    fails(XAException.XAER_NOTA, branch::commit);
    Branching alone = new Branching(node, "alone").send(queue, large);
    fails(XAException.XA_RBOTHER, () -> alone.resource.commit(alone.id, true));

    first.commit();
    assertThat(received(queue, PATIENCE).orElseThrow().payload()).isEqualTo("kept");
    await().atMost(PATIENCE).until(() -> node.branches().figures().undelivered() == 0);
    nothingComes();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  @Test
  void a_journal_that_does_not_answer_lets_its_manager_ask_again() throws Exception {
    Branching prepared = new Branching(node, "prepared").send(queue, "later").prepare();
    Branching open = new Branching(node, "open").send(queue, "never");
    node.adapter().stop();

    fails(XAException.XAER_RMFAIL, prepared::commit);
    fails(XAException.XAER_RMFAIL, prepared::commit);
    fails(XAException.XAER_RMFAIL, open::prepare);
    fails(XAException.XAER_RMFAIL, () -> open.resource.recover(ONE_SCAN));
    start();
    recovering().commit(prepared.id, false);
    assertThat(received(queue, PATIENCE).orElseThrow().payload()).isEqualTo("later");
    await().atMost(PATIENCE).until(() -> node.branches().figures().undelivered() == 0);
    nothingComes();
  }

  @Test
  void operators_see_what_lies_in_the_journal() throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name =
        new ObjectName("io.pikabus:type=Journal,name=" + ObjectName.quote(directory.toString()));
    JournalMXBean journal = JMX.newMXBeanProxy(server, name, JournalMXBean.class);
    assertThat(journal.getLiveSize()).isZero();
    new Branching(node, "doubt").send(queue, "perhaps").prepare();
    assertThat(journal.getInDoubt()).isOne();
    assertThat(journal.getUndelivered()).isZero();
    assertThat(journal.getUndeliverable()).isZero();
    assertThat(journal.getUndeliveredAge()).isZero();
    assertThat(journal.getReason()).isEmpty();
    await("in doubt for a second").until(() -> journal.getInDoubtAge() >= 1);
    assertThat(journal.getLiveSize()).isPositive().isLessThan(journal.getSize());
    node.adapter().stop();
    assertThat(server.isRegistered(name)).isFalse();
  }

  @Test
  void two_adapters_do_not_share_a_journal() {
    assertThatThrownBy(() -> Node.start(Broker.shared().uri(), directory))
        .isInstanceOf(ResourceAdapterInternalException.class)
        .hasMessageContaining("is open in this process already");
  }

  @Test
  void resources_of_one_adapter_are_one_manager() throws Exception {
    Branching one = new Branching(node, "one");
    Branching two = new Branching(node, "two");
    assertThat(one.resource.isSameRM(two.resource)).isTrue();
    one.resource.start(one.id, XAResource.TMNOFLAGS);
    two.resource.start(one.id, XAResource.TMJOIN);
    two.resource.end(one.id, XAResource.TMSUCCESS);
    one.resource.end(one.id, XAResource.TMSUCCESS);
    assertThat(one.resource.prepare(one.id)).isEqualTo(XAResource.XA_RDONLY);
  }
}
