package io.pikabus.crash;

import static io.pikabus.crash.DatabaseServer.H2_FILE;
import static io.pikabus.crash.DatabaseServer.POSTGRESQL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills the server at every point of its table, on its databases, and restarts a database under a
 * server that lives. The system property {@code crash.points} is for a look at some of them only:
 * {@code 6,7a}, on whichever server.
 */
@EnabledIf(
    value = "io.pikabus.fixtures.rabbitmq.PrivateNode#isInstalled",
    disabledReason = "needs rabbitmq-server on this machine for a node of its own")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashIT {

  private static final Server SERVER = Server.ofThisRun();

  private static final String KEY = SERVER.name().toLowerCase(Locale.ROOT);

  private static final Path FOLDER = Path.of("target", "crash", KEY);

  private static final Path TABLE = Path.of("target", "crash-table-%s.md".formatted(KEY));

  private static final List<String> CHOSEN =
      Pattern.compile(",")
          .splitAsStream(System.getProperty("crash.points", ""))
          .filter(number -> !number.isEmpty())
          .toList();

  private final CrashTable table = new CrashTable(SERVER);
  private @Nullable PrivateNode broker;
  private @Nullable DatabaseServer database;
  private @Nullable Stage stage;

  @BeforeAll
  void begin() {
    broker = PrivateNode.create(FOLDER.resolve("rabbitmq"));
    broker.start();
  }

  static Stream<CrashPoint> points() {
    return sorted(CHOSEN.isEmpty() ? CrashPoint.on(SERVER) : chosenPoints());
  }

  static Stream<CrashPoint> pointsOfTheConnector() {
    return points().filter(point -> !point.way.mode().hasAdapter());
  }

  static Stream<CrashPoint> usualPoints() {
    return points().filter(point -> !CHOSEN.isEmpty() || !point.isRareOn(SERVER));
  }

  static Stream<CrashPoint> rarePoints() {
    return points().filter(point -> CHOSEN.isEmpty() && point.isRareOn(SERVER));
  }

  private static Stream<CrashPoint> sorted(Set<CrashPoint> points) {
    // The application is changed, and the second server started, as rarely as can be.
    return points.stream()
        .sorted(
            Comparator.comparing((CrashPoint point) -> point.way.needsAnother())
                .thenComparing(point -> point.way.mode()));
  }

  private static Set<CrashPoint> chosenPoints() {
    return Arrays.stream(CrashPoint.values())
        .filter(point -> CHOSEN.contains(point.number))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(CrashPoint.class)));
  }

  @Order(2)
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("usualPoints")
  void afterACrashThereIsWhatIsPromised(CrashPoint point) {
    play(POSTGRESQL, point);
  }

  @Order(2)
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("rarePoints")
  @Tag("long")
  void soThereIsAfterARareOne(CrashPoint point) {
    play(POSTGRESQL, point);
  }

  @Order(1)
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("pointsOfTheConnector")
  @Tag("long")
  @Tag("one-server") // For time's sake.
  void soThereIsWhenTheDatabaseIsAFile(CrashPoint point) {
    play(H2_FILE, point);
  }

  private void play(DatabaseServer database, CrashPoint point) {
    assumeTrue(database.isInstalled(), "needs %s on this machine".formatted(database));
    Outcome seen = on(database).play(point);
    table.add(point, database, seen);
    assertThat(seen.words()).as(point.expected).isEqualTo(point.outcome.words());
  }

  @Order(3)
  @Test
  void anOutboxGoesOnAfterItsDatabaseWasRestarted() {
    assumeTrue(POSTGRESQL.isInstalled(), "needs PostgreSQL on this machine");
    assertThat(on(POSTGRESQL).restartDatabase()).isEqualTo(new Outcome(1, Way.MESSAGES, 0));
  }

  @Order(3)
  @Test
  void anOutboxGoesOnAfterItsDatabaseWasKilledAndAskedForInVain() {
    assumeTrue(POSTGRESQL.isInstalled(), "needs PostgreSQL on this machine");
    assertThat(on(POSTGRESQL).killDatabase()).isEqualTo(new Outcome(1, Way.MESSAGES, 0));
  }

  @Order(4)
  @Test
  void theDocumentationShowsWhatWasSeen() {
    assumeTrue(CHOSEN.isEmpty(), "needs all points");
    assumeTrue(POSTGRESQL.isInstalled(), "needs PostgreSQL on this machine");
    table.write(TABLE);
    assertThat(table.lines())
        .as(
            "what docs/crash-points.md shows of the databases that were played. Look at the difference; if it is right, copy %s",
            TABLE)
        .containsExactlyElementsOf(table.documentedLines());
  }

  private Stage on(DatabaseServer wanted) {
    Stage open = stage;
    if (open != null && wanted == database) {
      return open;
    }
    close();
    open =
        Stage.open(
            SERVER,
            wanted,
            Objects.requireNonNull(broker),
            FOLDER.resolve(wanted.name().toLowerCase(Locale.ROOT)));
    database = wanted;
    stage = open;
    return open;
  }

  private void close() {
    if (stage != null) {
      stage.close();
    }
  }

  @AfterAll
  void end() {
    close();
    if (broker != null) {
      broker.close();
    }
  }
}
