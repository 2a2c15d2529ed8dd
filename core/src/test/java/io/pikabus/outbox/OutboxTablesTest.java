package io.pikabus.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.IncomingMetadata;
import io.pikabus.config.OutboxSettings;
import io.pikabus.outbox.BatchOutcome.Delivered;
import io.pikabus.outbox.BatchOutcome.Failure;
import io.pikabus.outbox.BatchOutcome.Postponed;
import io.pikabus.outbox.BatchOutcome.Released;
import io.pikabus.outbox.BatchOutcome.Stuck;
import io.pikabus.outbox.OutboxTable.Claimed;
import io.pikabus.transaction.Inbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The statements, in every database that can be had. One subclass a database. */
abstract class OutboxTablesTest {

  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final long NOW = 1_700_000_000_000L;
  private static final byte[] BYTES = {1, 2, 3};

  private final OutboxTables tables = new OutboxTables("pikabus_");
  private Database database = new Database(() -> null);

  /** Empty, without tables. */
  abstract DataSource open() throws Exception;

  @BeforeEach
  void create() throws Exception {
    DataSource source = open();
    database = new Database(() -> source);
    schema(OutboxSettings.Schema.CREATE, "pikabus_").prepare(database);
  }

  private Schema schema(OutboxSettings.Schema schema, String prefix) throws Exception {
    return new Schema(
        settings(schema, prefix), new OutboxTables(prefix), database.alone(tables::dialect));
  }

  private static OutboxSettings settings(OutboxSettings.Schema schema, String prefix) {
    return new OutboxSettings(
        "jdbc/Tests", schema, prefix, LEASE, Duration.ofSeconds(2), Duration.ofDays(7));
  }

  private interface Step<T> {
    T with(OutboxTable table, Connection connection) throws SQLException, InterruptedException;
  }

  private <T> T outbox(Step<T> step) throws Exception {
    return database.alone(connection -> step.with(tables.outbox(connection), connection));
  }

  private void insert(String batch, int messages, @Nullable String key, Duration lease)
      throws Exception {
    List<OutboxRow> rows =
        IntStream.range(0, messages)
            .mapToObj(
                i -> new OutboxRow(batch, i, "default", key, "id", "queue", BYTES, BYTES, lease))
            .toList();
    outbox(
        (table, connection) -> {
          table.insert(connection, rows, NOW);
          return true;
        });
  }

  private List<String> claim(int most, long now) throws Exception {
    return outbox(
        (table, connection) ->
            table.claim(connection, "default", most, now, now + LEASE.toMillis()).stream()
                .map(Claimed::batch)
                .toList());
  }

  private List<String> read(String... batches) throws Exception {
    List<String> rows = new ArrayList<>();
    outbox(
        (table, connection) -> {
          table.read(
              connection,
              List.of(batches),
              (batch, position, envelope, body) -> rows.add(batch + position + body.length));
          return true;
        });
    return rows;
  }

  private void settle(long now, BatchOutcome... batchOutcomes) throws Exception {
    outbox(
        (table, connection) -> {
          table.settle(connection, List.of(batchOutcomes), now);
          return true;
        });
  }

  @Test
  void the_tables_are_found_once_they_are_made_and_their_absence_is_said() throws Exception {
    schema(OutboxSettings.Schema.VALIDATE, "pikabus_").prepare(database);
    schema(OutboxSettings.Schema.NONE, "absent_").prepare(database);
    Schema absent = schema(OutboxSettings.Schema.VALIDATE, "absent_");
    assertThatThrownBy(() -> absent.prepare(database))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("absent_outbox")
        .hasMessageContaining("set outbox.schema = create");
  }

  @Test
  void the_databases_time_is_ours_but_for_some_seconds() throws Exception {
    database.alone(
        connection -> {
          database.compareClocks(connection, tables.dialect(connection));
          return true;
        });
    assertThat(database.now())
        .isBetween(System.currentTimeMillis() - 5000, System.currentTimeMillis() + 5000);
  }

  @Test
  void only_batches_whose_lease_has_run_out_are_taken_up_and_then_have_one() throws Exception {
    insert("free", 2, null, Duration.ZERO);
    insert("leased", 1, null, LEASE);
    assertThat(claim(10, NOW)).containsExactly("free");
    assertThat(claim(10, NOW)).isEmpty();
    assertThat(claim(10, NOW + LEASE.toMillis() + 1)).containsExactlyInAnyOrder("free", "leased");
  }

  @Test
  void no_more_are_taken_up_than_were_asked_for_the_longest_waiting_first() throws Exception {
    insert("late", 1, null, LEASE);
    insert("free", 1, null, Duration.ZERO);
    assertThat(claim(1, NOW + LEASE.toMillis() + 1)).containsExactly("free");
    assertThat(claim(1, NOW + LEASE.toMillis() + 1)).containsExactly("late");
  }

  @Test
  void what_another_node_is_taking_up_is_passed_over() throws Exception {
    insert("one", 1, null, Duration.ZERO);
    insert("two", 1, null, Duration.ZERO);
    List<String> second =
        database.alone(
            first -> {
              OutboxTable table = tables.outbox(first);
              List<Claimed> mine = table.claim(first, "default", 1, NOW, NOW + 1);
              assertThat(mine).hasSize(1);
              try {
                List<String> others = claim(10, NOW);
                assertThat(others).doesNotContain(mine.get(0).batch());
                return others;
              } catch (Exception failure) {
                throw new IllegalStateException(failure);
              }
            });
    assertThat(second).hasSize(1);
  }

  @Test
  void rows_are_read_batch_by_batch_in_their_order() throws Exception {
    insert("b", 3, null, LEASE);
    insert("a", 2, null, LEASE);
    assertThat(read("a", "b")).containsExactly("a03", "a13", "b03", "b13", "b23");
  }

  @Test
  void what_is_delivered_goes_what_is_released_can_be_taken_up_at_once() throws Exception {
    insert("delivered", 3, null, LEASE);
    insert("released", 3, null, LEASE);
    settle(NOW, new Delivered("delivered", false), new Released("released"));
    assertThat(read("delivered")).isEmpty();
    assertThat(claim(10, NOW)).containsExactly("released");
  }

  @Test
  void what_got_no_answer_again_and_again_waits_longer_each_time_and_is_not_undeliverable()
      throws Exception {
    insert("postponed", 2, null, LEASE);
    long now = NOW;
    for (int second : new int[] {1, 2, 4, 8}) {
      settle(now, new Postponed("postponed"), new Postponed("gone"));
      assertThat(claim(10, now + second * 1000L)).isEmpty();
      now += second * 1000L + 1;
      assertThat(claim(10, now)).containsExactly("postponed");
    }
    assertThat(outbox(OutboxTable::count))
        .containsExactly(new OutboxTable.Count("default", 2, NOW, 0));
  }

  @Test
  void of_a_stuck_batch_the_failed_messages_stay_in_their_order_and_wait() throws Exception {
    insert("stuck", 5, null, LEASE);
    settle(
        NOW, new Stuck("stuck", List.of(new Failure(1, "full"), new Failure(3, "x".repeat(5000)))));
    assertThat(read("stuck")).containsExactly("stuck03", "stuck13");
    assertThat(claim(10, NOW + 1000)).isEmpty();
    assertThat(claim(10, NOW + 2001)).containsExactly("stuck");
    assertThat(outbox(OutboxTable::count))
        .containsExactly(new OutboxTable.Count("default", 2, NOW, 2));
  }

  @Test
  void of_one_ordering_key_the_first_batch_alone_is_taken_up() throws Exception {
    insert("key2", 1, "k", Duration.ZERO);
    insert("key1", 1, "k", Duration.ZERO);
    insert("other", 1, "o", Duration.ZERO);
    assertThat(claim(10, NOW)).containsExactlyInAnyOrder("key2", "other");
    settle(NOW, new Delivered("key2", true));
    assertThat(claim(10, NOW)).containsExactly("key1");
  }

  @Test
  void many_batches_are_written_about_at_once() throws Exception {
    List<BatchOutcome> delivered = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      insert("batch" + i, 1, null, Duration.ZERO);
      delivered.add(new Delivered("batch" + i, false));
    }
    assertThat(claim(256, NOW)).hasSize(256);
    settle(NOW, delivered.toArray(BatchOutcome[]::new));
    assertThat(outbox(OutboxTable::count)).isEmpty();
  }

  @Test
  void a_message_is_noted_once_for_each_queue() throws Exception {
    assertThat(note("orders", "id", NOW)).isTrue();
    assertThat(note("orders", "id", NOW)).isFalse();
    assertThat(note("audit", "id", NOW)).isTrue();
  }

  private boolean note(String queue, String id, long now) throws Exception {
    return database.alone(
        connection -> tables.inbox(connection).add(connection, key(queue, id), now));
  }

  private static InboxKey key(String queue, String id) {
    return InboxKey.of(incoming(queue, id)).orElseThrow();
  }

  @Test
  void what_is_old_is_forgotten_some_at_a_time_and_one_node_does_it() throws Exception {
    for (int i = 0; i < 5; i++) {
      note("orders", "old" + i, NOW);
    }
    note("orders", "new", NOW + 1000);
    assertThat(reserve(NOW + 1000)).isTrue();
    assertThat(reserve(NOW + 1000)).isFalse();
    assertThat(reserve(NOW + 3000)).isTrue();
    assertThat(forget(NOW + 500)).isEqualTo(3);
    assertThat(forget(NOW + 500)).isEqualTo(2);
    assertThat(forget(NOW + 500)).isZero();
    assertThat(note("orders", "new", NOW)).isFalse();
    assertThat(note("orders", "old1", NOW)).isTrue();
  }

  @Test
  void who_holds_a_name_is_known_until_it_runs_out_or_is_given_back() throws Exception {
    NameHolder one = NameHolder.of("here", "Rabbit@Here", "one");
    NameHolder two = NameHolder.of("here", "rabbit@here", "two");
    hold("default", one, NOW + 1000);
    hold("default", one, NOW + 2000);
    hold("default", two, NOW + 1000);
    hold("Default ", two, NOW + 9000);

    assertThat(holders("default", NOW)).containsExactlyInAnyOrder(one.column(), two.column());
    assertThat(holders("default", NOW + 1500)).containsExactly(one.column());
    assertThat(holders("default", NOW)).containsExactly(one.column());
    database.alone(
        connection -> {
          tables.inbox(connection).release(connection, InboxKey.ofHolder("default", one));
          return true;
        });
    assertThat(holders("default", NOW)).isEmpty();
    assertThat(holders("Default ", NOW)).containsExactly(two.column());
  }

  private void hold(String broker, NameHolder holder, long until) throws Exception {
    database.alone(
        connection -> {
          tables.inbox(connection).hold(connection, InboxKey.ofHolder(broker, holder), until);
          return true;
        });
  }

  private List<String> holders(String broker, long now) throws Exception {
    String queue = InboxKey.ofHolder(broker, NameHolder.of("any", null, "any")).queue();
    return database.alone(connection -> tables.inbox(connection).holders(connection, queue, now));
  }

  private boolean reserve(long now) throws Exception {
    return database.alone(
        connection -> tables.inbox(connection).reserveCleaning(connection, now, now + 1000));
  }

  private int forget(long before) throws Exception {
    return database.alone(connection -> tables.inbox(connection).forget(connection, before, 3));
  }

  private Inbox inbox() {
    return new JdbcInbox(settings(OutboxSettings.Schema.CREATE, "pikabus_"), database, tables);
  }

  private static IncomingMetadata incoming(
      String queue, @Nullable String id, Map<String, @Nullable Object> headers) {
    return IncomingMetadata.builder(queue).messageId(id).headers(headers).build();
  }

  private static IncomingMetadata incoming(String queue, @Nullable String id) {
    return incoming(queue, id, Map.of());
  }

  @Test
  void different_messages_are_never_taken_for_one_and_each_is_recognised() {
    Inbox inbox = inbox();
    for (String id : DifferentTexts.ALL) {
      assertThat(inbox.isFirst(incoming("orders", id))).as("'%s'", id).isTrue();
    }
    for (String id : DifferentTexts.ALL) {
      assertThat(inbox.isFirst(incoming("orders", id))).as("'%s' again", id).isFalse();
    }
  }

  @Test
  void queues_with_different_names_never_share_a_message_and_each_recognises_its_own() {
    Inbox inbox = inbox();
    for (String queue : DifferentTexts.ALL) {
      assertThat(inbox.isFirst(incoming(queue, "7"))).as("'%s'", queue).isTrue();
    }
    for (String queue : DifferentTexts.ALL) {
      assertThat(inbox.isFirst(incoming(queue, "7"))).as("'%s' again", queue).isFalse();
    }
  }

  @Test
  void a_message_without_an_identifier_is_never_a_duplicate() {
    Inbox inbox = inbox();
    for (String none : Arrays.asList("", null, " ", "  ", "\t", "\uFFFD", "a\uFFFD")) {
      for (int i = 0; i < 3; i++) {
        assertThat(inbox.isFirst(incoming("orders", none))).as("'%s'", none).isTrue();
      }
    }
  }

  @Test
  void a_row_that_the_table_refuses_is_an_error_and_no_duplicate() throws Exception {
    Inbox inbox = inbox();
    execute("ALTER TABLE pikabus_inbox ADD CONSTRAINT never CHECK (message_id <> 'odd')");
    assertThatThrownBy(() -> inbox.isFirst(incoming("orders", "odd")))
        .hasMessageContaining("could not be noted in the inbox");
    assertThat(inbox.isFirst(incoming("orders", "even"))).isTrue();
    assertThat(inbox.isFirst(incoming("orders", "even"))).isFalse();

    execute("CREATE UNIQUE INDEX another ON pikabus_inbox (received_at)");
    execute("UPDATE pikabus_inbox SET received_at = 7");
    assertThatThrownBy(() -> database.alone(c -> tables.inbox(c).add(c, key("orders", "other"), 7)))
        .isInstanceOf(SQLException.class);

    execute("ALTER TABLE pikabus_inbox ADD COLUMN tenant VARCHAR(10) DEFAULT 'a' NOT NULL");
    execute("ALTER TABLE pikabus_inbox ALTER COLUMN tenant DROP DEFAULT");
    assertThatThrownBy(() -> inbox.isFirst(incoming("orders", "third")))
        .hasMessageContaining("could not be noted in the inbox");
  }

  @Test
  void a_column_that_is_too_narrow_is_an_error_and_no_duplicate() throws Exception {
    execute(
        "DROP TABLE pikabus_inbox",
        "CREATE TABLE pikabus_inbox (queue VARCHAR(20) NOT NULL, message_id VARCHAR(20) NOT NULL,"
            + " received_at BIGINT NOT NULL, PRIMARY KEY (queue, message_id))");
    Inbox inbox = inbox();
    for (int i = 0; i < 2; i++) {
      String id = "0123456789-0123456789-" + i;
      assertThatThrownBy(() -> inbox.isFirst(incoming("orders", id)))
          .hasMessageContaining("could not be noted in the inbox");
    }
  }

  @Test
  void a_message_that_was_noted_before_identifiers_were_hashed_is_recognised() throws Exception {
    execute("INSERT INTO pikabus_inbox VALUES ('Orders', 'Order 7', " + NOW + ")");
    Inbox inbox = inbox();
    assertThat(inbox.isFirst(incoming("Orders", "Order 7"))).isFalse();
    assertThat(inbox.isFirst(incoming("orders", "Order 7"))).isTrue();
    assertThat(inbox.isFirst(incoming("Orders", "order 7"))).isTrue();
    assertThat(inbox.isFirst(incoming("Orders", "Order 7 "))).isTrue();
  }

  private void execute(String... statements) throws Exception {
    for (String each : statements) {
      database.alone(
          connection -> {
            try (Statement statement = connection.createStatement()) {
              return statement.execute(each);
            }
          });
    }
  }
}
