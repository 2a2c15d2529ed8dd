package io.pikabus.resource.xa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.IncomingMetadata;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.ReceivedMessage;
import io.pikabus.faults.Outage;
import io.pikabus.fixtures.machine.OtherJvm;
import io.pikabus.fixtures.rabbitmq.Broker;
import io.pikabus.resource.Node;
import io.pikabus.resource.xa.Dying.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process dies between the steps of a transaction; the next one finds what it left. */
@Tag("slow")
class CrashTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ONE_SCAN = XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN;

  @TempDir Path directory;

  private final String queue = Outage.unique("crash");
  private PikaBusClient peer;

  @BeforeEach
  void begin() {
    Broker broker = Broker.shared();
    peer = PikaBus.connect(Outage.settings(broker, broker.uri().getPort()));
    peer.declareQueue(queue);
  }

  @AfterEach
  void end() {
    peer.close();
  }

  private Path journal() {
    return directory.resolve("journal");
  }

  private void die(Point point) throws Exception {
    Process process =
        OtherJvm.running(
                Dying.class,
                Broker.shared().uri().toString(),
                journal().toString(),
                queue,
                point.name())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue())
          .as(() -> output(directory.resolve("output")))
          .isEqualTo(Dying.DEAD);
    } finally {
      process.destroyForcibly();
    }
  }

  private static String output(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException none) {
      return none.toString();
    }
  }

  /** What a manager does when it is started again. */
  private interface Manager {
    void recover(XAResource resource, Xid[] prepared) throws Exception;
  }

  private void recover(Manager manager) throws Exception {
    try (Node node = Node.start(Broker.shared().uri(), journal())) {
      XAResource resource = node.adapter().getXAResources(null)[0];
      manager.recover(resource, resource.recover(ONE_SCAN));
      assertThat(resource.recover(ONE_SCAN)).isEmpty();
      await().atMost(PATIENCE).until(() -> node.branches().figures().undelivered() == 0);
    }
  }

  private List<IncomingMetadata> arrived() {
    List<IncomingMetadata> all = new ArrayList<>();
    Optional<ReceivedMessage<String>> next = peer.receive(queue, String.class);
    while (next.isPresent()) {
      all.add(next.get().metadata());
      next = peer.receive(queue, String.class);
    }
    return all;
  }

  private static List<String> ids(List<IncomingMetadata> messages) {
    return messages.stream().map(IncomingMetadata::messageId).toList();
  }

  private static boolean isMarked(IncomingMetadata message) {
    return Boolean.TRUE.equals(message.headers().get("PikaBus.PossibleDuplicate"));
  }

  private static void finds(Xid[] prepared) {
    assertThat(prepared).containsExactly(Dying.BRANCH);
  }

  @Test
  void killed_before_it_is_prepared_nothing_is_sent() throws Exception {
    die(Point.BEFORE_PREPARE);
    recover((resource, prepared) -> assertThat(prepared).isEmpty());
    assertThat(arrived()).isEmpty();
  }

  @Test
  void killed_when_it_is_prepared_and_not_decided_nothing_is_sent() throws Exception {
    die(Point.PREPARED);
    recover(
        (resource, prepared) -> {
          finds(prepared);
          resource.rollback(prepared[0]);
        });
    assertThat(arrived()).isEmpty();
  }

  @Test
  void killed_when_it_is_decided_each_message_is_sent_once() throws Exception {
    die(Point.PREPARED);
    recover(
        (resource, prepared) -> {
          finds(prepared);
          resource.commit(prepared[0], false);
        });
    assertThat(ids(arrived())).containsExactly("m0", "m1", "m2");
  }

  @Test
  void killed_again_during_recovery_each_message_is_sent_once() throws Exception {
    die(Point.PREPARED);
    recoverAndForget();
    recover(
        (resource, prepared) -> {
          finds(prepared);
          resource.commit(prepared[0], false);
        });
    recover((resource, prepared) -> assertThat(prepared).isEmpty());
    assertThat(ids(arrived())).containsExactly("m0", "m1", "m2");
  }

  private void recoverAndForget() throws Exception {
    try (Node node = Node.start(Broker.shared().uri(), journal())) {
      finds(node.adapter().getXAResources(null)[0].recover(ONE_SCAN));
    }
  }

  @Test
  void killed_when_it_is_committed_in_one_phase_all_are_sent() throws Exception {
    die(Point.COMMITTED);
    recover((resource, prepared) -> assertThat(prepared).isEmpty());
    assertThat(ids(arrived())).containsExactly("m0", "m1", "m2");
  }

  @Test
  void killed_in_the_middle_of_publishing_all_are_sent_and_those_sent_twice_are_marked()
      throws Exception {
    die(Point.PUBLISHING);
    recover((resource, prepared) -> assertThat(prepared).isEmpty());
    List<IncomingMetadata> arrived = arrived();
    assertThat(ids(arrived)).containsExactlyInAnyOrder("m0", "m1", "m0", "m1", "m2");
    assertThat(arrived.stream().filter(CrashTest::isMarked)).hasSize(Dying.MESSAGES);
  }

  @Test
  void killed_before_what_is_confirmed_is_recorded_all_are_sent_again_marked() throws Exception {
    die(Point.CONFIRMED);
    recover(
        (resource, prepared) -> {
          finds(prepared);
          resource.commit(prepared[0], false);
        });
    List<IncomingMetadata> arrived = arrived();
    assertThat(ids(arrived)).containsExactlyInAnyOrder("m0", "m1", "m2", "m0", "m1", "m2");
    assertThat(arrived.stream().filter(CrashTest::isMarked)).hasSize(Dying.MESSAGES);
  }

  @Test
  void killed_when_it_is_recorded_nothing_is_sent_again() throws Exception {
    die(Point.DONE);
    recover((resource, prepared) -> assertThat(prepared).isEmpty());
    List<IncomingMetadata> arrived = arrived();
    assertThat(ids(arrived)).containsExactly("m0", "m1", "m2");
    assertThat(arrived).noneMatch(CrashTest::isMarked);
  }

  @Test
  void a_rollback_that_was_lost_comes_again() throws Exception {
    die(Point.PREPARED);
    Path before = directory.resolve("before");
    copy(journal(), before);
    recover((resource, prepared) -> resource.rollback(prepared[0]));
    // The machine has lost what was not forced.
    copy(before, journal());
    recover(
        (resource, prepared) -> {
          finds(prepared);
          resource.rollback(prepared[0]);
        });
    assertThat(arrived()).isEmpty();
  }

  @Test
  void killed_when_it_is_rolled_back_nothing_is_sent() throws Exception {
    die(Point.ROLLED_BACK);
    recover((resource, prepared) -> assertThat(prepared).isEmpty());
    assertThat(arrived()).isEmpty();
  }

  private static void copy(Path from, Path to) throws IOException {
    if (Files.exists(to)) {
      try (Stream<Path> files = Files.list(to)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
