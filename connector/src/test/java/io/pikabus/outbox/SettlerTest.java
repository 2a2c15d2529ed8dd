package io.pikabus.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.config.OutboxSettings;
import io.pikabus.outbox.Settlement.Delivered;
import io.pikabus.outbox.Settlement.Failure;
import io.pikabus.outbox.Settlement.Stuck;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SettlerTest {

  private static final byte[] NOTHING = {};

  private final JdbcDataSource source = new JdbcDataSource();
  private final Database database = new Database(() -> source);
  private final Tables tables = new Tables("pikabus_");
  private final Settler settler = new Settler(database, tables, () -> {});

  @Test
  @Timeout(30)
  void what_the_database_refuses_to_note_of_one_batch_holds_up_no_other() throws Exception {
    source.setURL("jdbc:h2:mem:settler;DB_CLOSE_DELAY=-1");
    OutboxSettings settings =
        new OutboxSettings(
            "jdbc/Tests",
            OutboxSettings.Schema.CREATE,
            "pikabus_",
            Duration.ofSeconds(60),
            Duration.ofSeconds(2),
            Duration.ofDays(7));
    new Schema(settings, tables, database.alone(tables::dialect)).prepare(database);
    database.alone(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute(
                "ALTER TABLE pikabus_outbox ADD CHECK (failure IS NULL OR failure <> 'poison')");
          }
          tables.outbox(connection).insert(connection, List.of(row("one"), row("two")), 1);
          return true;
        });

    settler.add(new Stuck("one", List.of(new Failure(0, "poison"))));
    settler.add(new Delivered("two", false));
    Thread thread = new Thread(settler::run);
    thread.start();
    await().until(() -> rows() == 1);
    settler.close();
    thread.join();

    List<OutboxTable.Count> left = database.alone(c -> tables.outbox(c).count(c));
    assertThat(left).containsExactly(new OutboxTable.Count(Brokers.DEFAULT, 1, 1, 0));
  }

  private long rows() throws Exception {
    List<OutboxTable.Count> counts = database.alone(c -> tables.outbox(c).count(c));
    return counts.stream().mapToLong(OutboxTable.Count::rows).sum();
  }

  private static Row row(String batch) {
    return new Row(
        batch, 0, Brokers.DEFAULT, null, batch, "queue", NOTHING, NOTHING, Duration.ofMinutes(1));
  }
}
