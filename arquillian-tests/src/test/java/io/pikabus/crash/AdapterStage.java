package io.pikabus.crash;

import static io.pikabus.crash.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * A server with {@code pikabus.rar} and an XA datasource. After each crash it is started without
 * the application, and must recover so; only then the application comes back, for another task.
 */
final class AdapterStage implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(AdapterStage.class.getName());

  /** From when the server says that it is ready. */
  private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(30);

  private final PrivateNode broker;
  private final Tally tally;
  private final ServerProcess server;

  private AdapterStage(PrivateNode broker, Tally tally, ServerProcess server) {
    this.broker = broker;
    this.tally = tally;
    this.server = server;
  }

  /**
   * Lays the server out; does not start it.
   *
   * @param folder of its own
   */
  static AdapterStage open(Server kind, PrivateNode broker, Tally tally, Path folder) {
    return new AdapterStage(
        broker,
        tally,
        ServerProcess.withAdapter(kind, "three", folder, tally.database(), broker.uri()));
  }

  /** Performs a task that comes to a crash, recovers, and counts. */
  Outcome play(CrashPoint point, String task) {
    try {
      WebArchive application = point.way.mode().application();
      server.runWith(application);
      warmUp(point.way, task + "-before");
      crash(point.way, task);
      server.startAlone();
      if (point.way.killed() == Way.Killed.SERVER_TWICE) {
        server.armEarly(point.way.rulesOfOther(task));
        server.awaitReady();
        server.awaitKilledByRule();
        server.startAlone();
      }
      awaitRecovery(point, task);
      server.deploy(application);
      // Where the database has nothing to decide any more, the journal may still have.
      String journal = point.way.mode().key() + "/work/journal";
      await("a journal that holds nothing")
          .atMost(LONGEST_RECOVERY)
          .until(() -> server.get(journal), "0 in doubt, 0 undelivered"::equals);
      return tally.count(point.way, task, server);
    } catch (RuntimeException | AssertionError failure) {
      server.close();
      broker.start();
      throw failure;
    }
  }

  /**
   * The first task of a server also connects to the broker, which the next ones need not wait for.
   */
  private void warmUp(Way way, String task) {
    sendOutsideATransaction(way, task);
    assertThat(tally.begin(way, task, server).orElseThrow().join().statusCode())
        .as("the answer to the task before")
        .isEqualTo(200);
    String queue = way.mode().audit();
    await("the messages of " + task).until(() -> tally.audit().ready(queue) >= Way.MESSAGES);
    tally.audit().drain(queue);
  }

  /** The message is there when the request is answered: it was confirmed. */
  private void sendOutsideATransaction(Way way, String text) {
    String path = "%s/work/%s/at-once".formatted(way.mode().key(), text);
    assertThat(server.post(path).join().statusCode()).as("the answer to " + path).isEqualTo(200);
    assertThat(tally.audit().drain(way.mode().audit())).extracting(Arrival::body).contains(text);
  }

  private void crash(Way way, String task) {
    if (way.killed() == Way.Killed.SERVER_WITHOUT_BROKER) {
      broker.stop();
    }
    server.arm(way.rules(task));
    tally.begin(way, task, server);
    server.awaitKilledByRule();
    if (way.killed() == Way.Killed.SERVER_AND_BROKER) {
      broker.kill();
    }
    switch (way.atDeath()) {
      case ANY -> {}
      case PREPARED ->
          assertThat(tally.database().inDoubt()).as("transactions in doubt at death").isOne();
      case COMMITTED -> assertThat(tally.database().finished(task)).as("rows at death").isOne();
    }
  }

  /** The broker is not needed to decide, so it comes back only afterwards. */
  private void awaitRecovery(CrashPoint point, String task) {
    WorkDatabase database = tally.database();
    server.awaitReady();
    Instant ready = Instant.now();
    await("a database without doubts, and the rows of " + task)
        .atMost(LONGEST_RECOVERY)
        .until(() -> database.inDoubt() == 0 && database.finished(task) == point.outcome.rows());
    Duration decided = Duration.between(ready, Instant.now());
    broker.start();
    String queue = point.way.mode().audit();
    int messages = point.outcome.messages() + point.outcome.again();
    await("the messages of " + task).until(() -> tally.audit().ready(queue) >= messages);
    LOG.log(
        System.Logger.Level.INFO,
        "{0}: the database was decided {1} after the start, and {2} messages were there after {3}",
        task,
        decided,
        messages,
        Duration.between(ready, Instant.now()));
  }

  @Override
  public void close() {
    server.close();
  }
}
