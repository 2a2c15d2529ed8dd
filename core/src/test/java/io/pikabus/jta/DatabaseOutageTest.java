package io.pikabus.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.BusStatus.Part;
import io.pikabus.BusStatus.State;
import io.pikabus.OutboxStatus;
import io.pikabus.fixtures.postgresql.PrivatePostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A lane with inbox and outbox while its database is away: nothing burns. A message that could be
 * retried would be in the error queue in 6 seconds. Each line that is counted is the connector's
 * own.
 */
@Timeout(300)
@Tag("slow")
class DatabaseOutageTest {

  private static final int MESSAGES = 200;
  private static final Duration OUTAGE = Duration.ofSeconds(10);

  private static final Map<String, String> SOON = Map.of("retry-delay", "PT0.2S");

  private static List<String> numbered() {
    return IntStream.range(0, MESSAGES).mapToObj("m%03d"::formatted).toList();
  }

  /** What is seen of an outage. */
  private record Seen(Part paused, OutboxStatus outbox, long callsWhilePaused) {}

  /** What takes a database away, and brings it back. */
  private interface Fault extends AutoCloseable {
    @Override
    void close();
  }

  private interface Begin {
    Fault begin() throws Exception;
  }

  private static Fault ending(Runnable end) {
    return end::run;
  }

  /** 200 messages; the database goes when some are handled. */
  private static void survives(Begin fault) throws Exception {
    try (OutageTestBed bed = new OutageTestBed(Engine.POSTGRESQL)) {
      for (String each : numbered()) {
        bed.put(each);
        if (each.equals("m100")) {
          bed.put("poison");
        }
      }
      bed.start(SOON, null);
      bed.awaitRows(13);
      Seen seen;
      try (Fault away = fault.begin()) {
        seen = seen(bed);
        assertThat(away).isNotNull();
      }
      long back = System.nanoTime();
      bed.awaitState(State.WORKING);
      Duration resumed = Duration.ofNanos(System.nanoTime() - back);

      awaitSent(bed);
      await().atMost(Duration.ofSeconds(90)).until(() -> bed.failed() == 1);
      assertThat(bed.bed.rows()).containsExactlyElementsOf(numbered());
      assertThat(bed.bed.failure()).containsEntry("body", "poison");
      assertThat(bed.bed.peer().ready(bed.in)).isZero();
      assertThat(resumed).isLessThan(Duration.ofSeconds(13));
      assertThat(seen.paused().reason()).contains("Paused").contains("Exception");
      assertThat(seen.paused().nextAttempt()).isNotNull();
      assertThat(seen.outbox().isKnown()).isFalse();
      assertThat(seen.outbox().pending()).isNotZero();
      assertThat(seen.callsWhilePaused()).isLessThanOrEqualTo(2);
      assertThat(bed.log.lines()).hasSizeLessThan(60);
      await().until(() -> bed.bed.node().engine().outbox().orElseThrow().isKnown());
      System.out.printf(
          "resumed after %d ms, %d lines%n", resumed.toMillis(), bed.log.lines().size());
    }
  }

  /** All of them; one whose settlement the database did not take may come twice, marked. */
  private static void awaitSent(OutageTestBed bed) {
    Set<String> sent = new HashSet<>();
    await("all sent")
        .atMost(Duration.ofSeconds(120))
        .pollInSameThread()
        .until(
            () -> {
              sent.addAll(bed.bed.texts(bed.out, 0));
              return sent.size() == MESSAGES;
            });
    assertThat(sent).containsAll(numbered());
  }

  private static Seen seen(OutageTestBed bed) throws Exception {
    Instant until = Instant.now().plus(OUTAGE);
    bed.awaitState(State.PAUSED);
    int calls = bed.calls.get();
    Part paused = bed.part();
    OutboxStatus outbox =
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> bed.bed.node().engine().outbox().orElseThrow(), each -> !each.isKnown());
    await()
        .atMost(OUTAGE.plusSeconds(60))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> Instant.now().isAfter(until));
    assertThat(bed.part().state()).isEqualTo(State.PAUSED);
    assertThat(bed.failed()).isZero();
    return new Seen(paused, outbox, bed.calls.get() - calls);
  }

  @Test
  @Tag("long")
  void a_database_that_is_stopped_in_order_costs_no_message_a_retry() throws Exception {
    survives(
        () -> {
          Engine.cluster().stop();
          return ending(Engine.cluster()::start);
        });
  }

  @Test
  void a_database_that_is_killed_costs_no_message_a_retry() throws Exception {
    survives(
        () -> {
          Engine.cluster().kill();
          return ending(Engine.cluster()::start);
        });
  }

  @Test
  @Tag("long")
  void a_database_without_connections_costs_no_message_a_retry() throws Exception {
    survives(
        () -> {
          List<Connection> grabbed = new ArrayList<>();
          PrivatePostgres cluster = Engine.cluster();
          grabAll(cluster, grabbed);
          return ending(() -> grabbed.forEach(DatabaseOutageTest::close));
        });
  }

  /** Others take all connections, and those of the application end. */
  private static void grabAll(PrivatePostgres cluster, List<Connection> grabbed)
      throws SQLException {
    Connection first = connect(cluster);
    grabbed.add(first);
    int full = 0;
    while (full < 3) {
      try {
        grabbed.add(connect(cluster));
      } catch (SQLException none) {
        full++;
        try (var statement = first.createStatement()) {
          statement.execute(
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                  + " WHERE backend_type = 'client backend' AND application_name <> 'others'");
        }
      }
    }
  }

  private static Connection connect(PrivatePostgres cluster) throws SQLException {
    return java.sql.DriverManager.getConnection(
        cluster.jdbcUrl() + "?ApplicationName=others", cluster.user(), cluster.password());
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException gone) {
      throw new IllegalStateException(gone);
    }
  }

  @Test
  void a_database_that_only_reads_costs_no_message_a_retry() throws Exception {
    try (OutageTestBed bed = new OutageTestBed(Engine.POSTGRESQL)) {
      bed.put("first");
      bed.start(SOON, null);
      bed.awaitRows(1);
      readOnly(bed, "on");
      for (String each : numbered()) {
        bed.put(each);
      }
      bed.awaitState(State.PAUSED);
      await().atMost(Duration.ofSeconds(30)).until(() -> bed.part().reason().contains("read-only"));
      readOnly(bed, "off");
      bed.awaitRows(MESSAGES + 1);
      bed.awaitState(State.WORKING);
      assertThat(bed.failed()).isZero();
    }
  }

  private static void readOnly(OutageTestBed bed, String value) throws SQLException {
    String url = bed.bed.database().url();
    bed.bed
        .database()
        .execute(
            "SET default_transaction_read_only = off",
            "ALTER DATABASE "
                + url.substring(url.lastIndexOf('/') + 1)
                + " SET default_transaction_read_only = "
                + value,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
  }

  @Test
  @Tag("long")
  void a_database_that_hangs_costs_no_message_a_retry() throws Exception {
    try (OutageTestBed bed = new OutageTestBed(Engine.POSTGRESQL)) {
      numbered().forEach(each -> put(bed, each));
      bed.start(SOON, null);
      bed.awaitRows(13);
      try {
        Engine.cluster().freeze();
        OutboxStatus outbox =
            await()
                .atMost(Duration.ofSeconds(60))
                .until(
                    () -> bed.bed.node().engine().outbox().orElseThrow(), each -> !each.isKnown());
        assertThat(outbox.reason()).contains("has not answered");
      } finally {
        Engine.cluster().thaw();
      }
      bed.awaitRows(MESSAGES);
      bed.awaitState(State.WORKING);
      assertThat(bed.failed()).isZero();
      awaitSent(bed);
      assertThat(bed.log.lines()).hasSizeLessThan(60);
    }
  }

  private static void put(OutageTestBed bed, String text) {
    try {
      bed.put(text);
    } catch (Exception refused) {
      throw new IllegalStateException(refused);
    }
  }
}
