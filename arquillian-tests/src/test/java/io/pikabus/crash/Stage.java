package io.pikabus.crash;

import static io.pikabus.crash.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
  private final Tally tally;
  private final Path folder;
  private final ServerProcess server;
  private final ServerProcess other;
  private final Server kindOfServer;
  private @Nullable AdapterStage adapter;

  private Stage(
      Server server, DatabaseServer kind, PrivateNode broker, WorkDatabase database, Path folder) {
    this.kind = kind;
    this.broker = broker;
    this.audit = new Audit(broker.uri());
    this.database = database;
    this.tally = new Tally(audit, database);
    this.folder = folder;
    this.kindOfServer = server;
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
      if (point.way.mode().hasAdapter()) {
        server.close();
        other.close();
        return onAdapter().play(point, task);
      }
      return tally.count(point.way, task, crash(point.way, task));
    } catch (RuntimeException | AssertionError failure) {
      // Whatever they are in the middle of; the next point starts them.
      server.close();
      other.close();
      throw failure;
    }
  }

  private AdapterStage onAdapter() {
    AdapterStage present = adapter;
    if (present == null) {
      present = AdapterStage.open(kindOfServer, broker, tally, folder.resolve("three"));
      adapter = present;
    }
    return present;
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
      case SERVER_AND_BROKER, SERVER_WITHOUT_BROKER, SERVER_TWICE ->
          throw new IllegalArgumentException(way + " takes the resource adapter");
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
      return tally.count(BY_REQUEST, task, server);
    } catch (RuntimeException | AssertionError failure) {
      server.close();
      broker.start();
      kind.start();
      throw failure;
    }
  }

  private int statusOf(String task) {
    return tally.begin(BY_REQUEST, task, server).orElseThrow().join().statusCode();
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
    tally.begin(way, task, server);
    server.awaitKilledByRule();
  }

  private void killBroker(Way way, String task) {
    Path announcement = folder.resolve(task + ".reached").toAbsolutePath();
    server.arm(way.rules(task, announcement));
    tally.begin(way, task, server);
    await("the point, which " + announcement + " announces")
        .until(() -> Files.exists(announcement));
    broker.kill();
    server.disarm();
    broker.start();
  }

  @Override
  public void close() {
    server.close();
    other.close();
    if (adapter != null) {
      adapter.close();
    }
    kind.close();
  }
}
