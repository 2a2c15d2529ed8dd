package io.pikabus.crash;

import static io.pikabus.crash.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One database, one broker and two servers, on which all points are played one after the other: the
 * start after one crash is the start before the next. The second server is there only where it
 * takes two.
 */
final class Stage implements AutoCloseable {

  /** To the outbox, with no rules. */
  private static final Way BY_REQUEST = Way.through(Mode.OUTBOX, Door.REQUEST, "");

  private final DatabaseServer kind;
  private final PrivateNode broker;
  private final Audit audit;
  private final WorkDatabase database;
  private final Path folder;
  private final ServerProcess server;
  private final ServerProcess other;

  private Stage(
      Server server, DatabaseServer kind, PrivateNode broker, WorkDatabase database, Path folder) {
    this.kind = kind;
    this.broker = broker;
    this.audit = new Audit(broker.uri());
    this.database = database;
    this.folder = folder;
    this.server = ServerProcess.create(server, "one", folder.resolve("one"), database);
    this.other = ServerProcess.create(server, "two", folder.resolve("two"), database);
  }

  /**
   * Prepares everything; starts no server yet.
   *
   * @param folder of its own
   */
  static Stage open(Server server, DatabaseServer kind, PrivateNode broker, Path folder) {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    WorkDatabase database = kind.open(folder.resolve("database"));
    database.prepare();
    Stage stage = new Stage(server, kind, broker, database, folder);
    stage.audit.listen(Arrays.stream(Mode.values()).map(Mode::audit).toArray(String[]::new));
    return stage;
  }

  /** Performs a task that comes to a crash, recovers, and counts. */
  Outcome play(CrashPoint point) {
    String task = "%s-%s".formatted(kind.name().toLowerCase(Locale.ROOT), point.number);
    try {
      return count(point.way, task, crash(point.way, task));
    } catch (RuntimeException | AssertionError failure) {
      // Whatever they are in the middle of; the next point starts them.
      server.close();
      other.close();
      throw failure;
    }
  }

  /**
   * Performs and kills.
   *
   * @return the server that lives afterwards
   */
  private ServerProcess crash(Way way, String task) {
    running(server, way);
    if (way.needsAnother()) {
      running(other, way);
    } else {
      other.close();
    }
    return switch (way.killed()) {
      case SERVER -> {
        killServer(way, task);
        endLeasesOfTheDead(way);
        yield running(server, way);
      }
      case ONE_OF_TWO -> {
        killServer(way, task);
        // Whose lease runs out by itself, while the other one waits for it.
        yield other;
      }
      case BOTH -> {
        other.arm(way.rulesOfOther(task));
        killServer(way, task);
        other.awaitKilledByRule();
        endLeasesOfTheDead(way);
        yield running(server, way);
      }
      case BROKER -> {
        killBroker(way, task);
        yield server;
      }
    };
  }

  /**
   * Commits a task while the broker is away, restarts the database before a request needs it, lets
   * the broker come back, and counts. The server lives on.
   */
  Outcome restartDatabase() {
    return over(
        "restart",
        task -> {
          kind.stop();
          kind.start();
          broker.start();
        });
  }

  /**
   * Commits a task while the broker is away, kills the database, lets the broker come back, asks
   * for a task that cannot be done, starts the database again, and counts. The server lives on.
   */
  Outcome killDatabase() {
    return over(
        "kill",
        task -> {
          kind.kill();
          broker.start();
          assertThat(statusOf(task + "-refused"))
              .as("a task while the database is away")
              .isEqualTo(500);
          kind.start();
        });
  }

  private Outcome over(String task, Consumer<String> trouble) {
    other.close();
    try {
      running(server, BY_REQUEST);
      broker.stop();
      assertThat(statusOf(task)).as("a task while the broker is away").isEqualTo(200);
      assertThat(database.held()).as("messages in the outbox").isEqualTo(Way.MESSAGES);
      trouble.accept(task);
      return count(BY_REQUEST, task, server);
    } catch (RuntimeException | AssertionError failure) {
      server.close();
      broker.start();
      kind.start();
      throw failure;
    }
  }

  private int statusOf(String task) {
    return begin(BY_REQUEST, task, server).orElseThrow().join().statusCode();
  }

  /** Nobody lives who could hold one. */
  private void endLeasesOfTheDead(Way way) {
    if (way.mode().hasOutbox()) {
      database.endLeases();
    }
  }

  private ServerProcess running(ServerProcess wanted, Way way) {
    wanted.runWith(way.mode().application(broker.uri()));
    return wanted;
  }

  private void killServer(Way way, String task) {
    server.arm(way.rules(task));
    begin(way, task, server);
    server.awaitKilledByRule();
  }

  private void killBroker(Way way, String task) {
    Path announcement = folder.resolve(task + ".reached").toAbsolutePath();
    server.arm(way.rules(task, announcement));
    begin(way, task, server);
    await("the point, which " + announcement + " announces")
        .until(() -> Files.exists(announcement));
    broker.kill();
    server.disarm();
    broker.start();
  }

  /** The answer, where there will be one. */
  private Optional<CompletableFuture<HttpResponse<String>>> begin(
      Way way, String task, ServerProcess at) {
    switch (way.door()) {
      case REQUEST -> {
        return Optional.of(
            at.post("%s/work/%s?messages=%d".formatted(way.mode().key(), task, Way.MESSAGES)));
      }
      case QUEUE -> audit.send(way.mode().tasks(), task + " " + Way.MESSAGES);
    }
    return Optional.empty();
  }

  /**
   * Another task through the same door shows that the server works again. By the queue it also
   * shows that the first is settled: one lane, one message at a time, in order.
   */
  private Outcome count(Way way, String task, ServerProcess alive) {
    String next = task + "-next";
    Optional<HttpResponse<String>> answer = begin(way, next, alive).map(CompletableFuture::join);
    assertThat(answer.map(HttpResponse::statusCode))
        .as("the answer to the task after the crash: %s", answer.map(HttpResponse::body))
        .isIn(Optional.empty(), Optional.of(200));
    List<Arrival> arrivals = new ArrayList<>();
    await("all messages of " + next)
        .until(
            () -> {
              arrivals.addAll(audit.drain(way.mode().audit()));
              return of(next, arrivals).size() >= Way.MESSAGES;
            });
    if (way.mode().hasOutbox()) {
      // Rows go when their messages are confirmed: after the last, nothing more can come.
      await("an empty outbox").until(() -> database.held() == 0);
    }
    arrivals.addAll(audit.drain(way.mode().audit()));
    // Confirmed before the database commits, messages may be here before their row.
    await("the row of " + next).until(() -> database.finished(next) == 1);

    assertThat(Outcome.of(database.finished(next), of(next, arrivals)))
        .as("the task after the crash")
        .isEqualTo(new Outcome(1, Way.MESSAGES, 0));
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

  /** Whatever the point: nothing invented, in order, no unmarked duplicate. */
  private static void assertSound(String task, List<Arrival> arrivals) {
    Set<String> seen = new HashSet<>();
    int last = 0;
    for (Arrival arrival : arrivals) {
      if (!seen.add(arrival.messageId())) {
        assertThat(arrival.marked()).as("the mark on the second %s", arrival).isTrue();
        continue;
      }
      int number = arrival.number();
      assertThat(number)
          .as("the number of a message of %s, one more than the last, or a new beginning", task)
          .isIn(1, last + 1)
          .isLessThanOrEqualTo(Way.MESSAGES);
      last = number;
    }
  }

  @Override
  public void close() {
    server.close();
    other.close();
    kind.close();
  }
}
