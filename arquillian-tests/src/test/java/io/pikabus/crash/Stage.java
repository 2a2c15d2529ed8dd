package io.pikabus.crash;

import static io.pikabus.crash.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.rabbitmq.node.PrivateNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One database, one broker and one server, on which all points are played one after the other: the
 * start after one crash is the start before the next.
 */
final class Stage implements AutoCloseable {

  private final DatabaseServer kind;
  private final PrivateNode broker;
  private final Audit audit;
  private final WorkDatabase database;
  private final ServerProcess server;

  private Stage(
      DatabaseServer kind, PrivateNode broker, WorkDatabase database, ServerProcess server) {
    this.kind = kind;
    this.broker = broker;
    this.audit = new Audit(broker.uri());
    this.database = database;
    this.server = server;
  }

  /**
   * Starts everything but the broker.
   *
   * @param folder of its own
   */
  static Stage open(DatabaseServer kind, PrivateNode broker, Path folder) {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    WorkDatabase database = kind.open(folder.resolve("database"));
    database.prepare();
    ServerProcess server =
        ServerProcess.create(
            "one",
            folder.resolve("one"),
            database,
            Arrays.stream(Mode.values()).map(mode -> mode.application(broker.uri())).toList());
    Stage stage = new Stage(kind, broker, database, server);
    stage.audit.listen(Arrays.stream(Mode.values()).map(Mode::audit).toArray(String[]::new));
    return stage;
  }

  /** Performs a task that is killed at a point, recovers, and counts. */
  Outcome play(CrashPoint point) {
    try {
      return killed(point);
    } catch (RuntimeException | AssertionError failure) {
      server.close(); // whatever it is in the middle of; the next point starts it
      throw failure;
    }
  }

  private Outcome killed(CrashPoint point) {
    if (!server.isRunning()) {
      server.start();
    }
    String task = "%s-%s".formatted(kind.name().toLowerCase(Locale.ROOT), point.number);
    server.byteman().arm(point.rules(task));
    begin(point, task);
    server.awaitKilledByRule();
    server.start();
    return count(point, task);
  }

  private void begin(CrashPoint point, String task) {
    switch (point.door) {
      case REQUEST ->
          server.post(
              "%s/work/%s?messages=%d".formatted(point.mode.key(), task, CrashPoint.MESSAGES));
      case QUEUE -> audit.send(point.mode.tasks(), task + " " + CrashPoint.MESSAGES);
    }
  }

  /**
   * Another task through the same door shows that the server works again. By the queue it also
   * shows that the first is settled: one lane, one message at a time, in order.
   */
  private Outcome count(CrashPoint point, String task) {
    String next = task + "-next";
    begin(point, next);
    List<Arrival> arrivals = new ArrayList<>();
    await("all messages of " + next)
        .until(
            () -> {
              arrivals.addAll(audit.drain(point.mode.audit()));
              return of(next, arrivals).size() >= CrashPoint.MESSAGES;
            });
    if (point.mode.hasOutbox()) {
      // Rows go when their messages are confirmed: after the last, nothing more can come.
      await("an empty outbox").until(() -> database.held() == 0);
    }
    arrivals.addAll(audit.drain(point.mode.audit()));

    assertThat(Outcome.of(database.finished(next), of(next, arrivals)))
        .as("the task after the crash")
        .isEqualTo(new Outcome(1, CrashPoint.MESSAGES, 0));
    assertThat(arrivals)
        .as("messages of other tasks than %s", task)
        .allMatch(arrival -> arrival.task().equals(task) || arrival.task().equals(next));
    assertThat(audit.errors()).as("messages in the error queue").isZero();
    List<Arrival> found = of(task, arrivals);
    assertSound(task, found);
    return Outcome.of(database.finished(task), found);
  }

  private static List<Arrival> of(String task, List<Arrival> arrivals) {
    return arrivals.stream().filter(arrival -> arrival.task().equals(task)).toList();
  }

  /** Whatever the point: nothing half, nothing invented, no unmarked duplicate. */
  private static void assertSound(String task, List<Arrival> arrivals) {
    assertThat(arrivals)
        .extracting(Arrival::body)
        .isSubsetOf(
            IntStream.rangeClosed(1, CrashPoint.MESSAGES).mapToObj(n -> task + "/" + n).toList());
    Set<String> seen = new HashSet<>();
    for (Arrival arrival : arrivals) {
      if (!seen.add(arrival.messageId())) {
        assertThat(arrival.marked()).as("the mark on the second %s", arrival).isTrue();
      }
    }
  }

  @Override
  public void close() {
    server.close();
    kind.close();
  }
}
