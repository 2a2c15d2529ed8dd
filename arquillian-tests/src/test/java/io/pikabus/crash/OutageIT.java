package io.pikabus.crash;

import static io.pikabus.crash.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A service with inbox and outbox in a server whose database is away for a while: what is not the
 * messages' fault costs them nothing. The system property {@code outage.seconds} makes it last
 * longer.
 */
@EnabledIf(
    value = "io.pikabus.crash.Installed#brokerAndDatabase",
    disabledReason = "needs rabbitmq-server and PostgreSQL on this machine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageIT {

  private static final Server SERVER = Server.ofThisRun();

  private static final Path FOLDER =
      Path.of("target", "outage", SERVER.name().toLowerCase(Locale.ROOT));

  private static final Duration LASTS =
      Duration.ofSeconds(Integer.getInteger("outage.seconds", 12));

  private static final int MESSAGES = 200;

  /** Handled one after the other, each in a transaction of its own, on a machine that is busy. */
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private @Nullable Backends backends;
  private @Nullable WorkDatabase database;
  private @Nullable Audit audit;
  private @Nullable ServerProcess server;

  @BeforeAll
  void begin() {
    backends = Backends.start(FOLDER, Mode.OUTBOX.audit());
    database = backends.database();
    audit = backends.audit();
    server = ServerProcess.create(SERVER, "outage", FOLDER.resolve("server"), database);
    server.runWith(
        Mode.OUTBOX.application(backends.broker().uri(), "max-retries=5", "retry-delay=PT0.3S"));
  }

  @Test
  void a_database_that_is_killed_costs_no_message_a_retry() throws SQLException {
    survive(Absence.KILLED, false);
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "KILLED")
  void a_database_that_is_away_costs_no_message_a_retry(Absence absence) throws SQLException {
    survive(absence, false);
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource(names = {"STOPPED", "KILLED"})
  void nor_does_it_when_the_broker_is_away_as_well(Absence absence) throws SQLException {
    survive(absence, true);
  }

  private void survive(Absence absence, boolean brokerToo) throws SQLException {
    String run = absence.name().toLowerCase(Locale.ROOT) + (brokerToo ? "-both" : "");
    // Of one that hangs, nothing fails before a timeout of the pool's or the driver's.
    String told = absence == Absence.HUNG ? "\"unknown\"" : "PAUSED";
    send(run + "-before");
    await("a message before the outage").until(() -> database.tasks(run).size() == 1);
    long errors = audit.errors();
    int lines = server.records().size();

    Absence.Return back = absence.begin(backends.postgres());
    long began = System.nanoTime();
    List<String> expected;
    try {
      expected = sendMany(run);
      await("readiness that tells it")
          .until(() -> server.isDown() && server.health().contains(told));
      if (brokerToo) {
        backends.broker().stop();
      }
      await("the end of the outage")
          .atMost(LASTS.plusSeconds(60))
          .until(() -> System.nanoTime() - began > LASTS.toNanos());
      if (brokerToo) {
        backends.broker().start();
      }
      assertThat(audit.errors()).as("messages in the error queue").isEqualTo(errors);
    } finally {
      backends.broker().start();
      back.end();
    }

    long returned = System.nanoTime();
    await("the first message after the outage").until(() -> database.tasks(run).size() > 1);
    long resumed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - returned);
    await("all messages").atMost(PATIENCE).until(() -> database.tasks(run).size() > MESSAGES);
    await("the poison message in the error queue")
        .atMost(PATIENCE)
        .until(() -> audit.errors() == errors + 1);
    await("readiness").until(() -> !server.isDown());
    assertThat(database.tasks(run)).containsExactlyInAnyOrderElementsOf(expected);
    awaitSent(run, expected);
    List<String> records = server.records();
    List<String> since = records.subList(lines, records.size());
    long ours = since.stream().filter(each -> each.contains("io.pikabus")).count();
    System.out.printf(
        "%s, %s%s, away for %d s: handled again after %d ms; %d records in the log, %d of pikabus%n",
        SERVER,
        run,
        brokerToo ? " with the broker" : "",
        TimeUnit.NANOSECONDS.toSeconds(returned - began),
        resumed,
        since.size(),
        ours);
    assertThat(ours).as("records of pikabus in the log").isLessThan(60 + LASTS.toSeconds());
  }

  private void send(String task) {
    audit.send(Mode.OUTBOX.tasks(), task + " 1");
  }

  /** Among the good ones a message that can never be handled; returns what is to be handled. */
  private List<String> sendMany(String run) {
    List<String> tasks =
        IntStream.range(0, MESSAGES).mapToObj(i -> "%s-%03d".formatted(run, i)).toList();
    List<String> bodies = new ArrayList<>(tasks.stream().map(task -> task + " 1").toList());
    bodies.add(MESSAGES / 2, "poison of " + run);
    audit.send(Mode.OUTBOX.tasks(), bodies);
    return IntStream.range(-1, MESSAGES)
        .mapToObj(i -> i < 0 ? run + "-before" : tasks.get(i))
        .toList();
  }

  /** What each handler sent is out; one that came twice is marked. */
  private void awaitSent(String run, List<String> expected) {
    Set<String> sent = new HashSet<>();
    Set<String> ids = new HashSet<>();
    await("all that was sent")
        .atMost(PATIENCE)
        .pollInSameThread()
        .until(
            () -> {
              for (Arrival each : audit.drain(Mode.OUTBOX.audit())) {
                sent.add(each.task());
                assertThat(ids.add(each.messageId()) || each.marked()).as(each.body()).isTrue();
              }
              return sent.size() == expected.size();
            });
    assertThat(sent).as(run).containsExactlyInAnyOrderElementsOf(expected);
  }

  @AfterAll
  void end() {
    if (server != null) {
      server.close();
    }
    if (backends != null) {
      backends.close();
    }
  }
}
