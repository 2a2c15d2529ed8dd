package io.pikabus.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.store.BatchOutcome.Delivered;
import io.pikabus.store.BatchOutcome.Failure;
import io.pikabus.store.BatchOutcome.Stuck;
import io.pikabus.store.BrokerRegistry;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class OutcomeWriterTest {

  private static final byte[] NOTHING = {};

  private final Database database;
  private final OutboxTables tables;
  private final OutcomeWriter outcomeWriter;

  OutcomeWriterTest() throws Exception {
    TestOutbox outbox = new TestOutbox();
    database = outbox.database;
    tables = outbox.tables;
    outcomeWriter = outbox.outcomeWriter();
  }

  @Test
  @Timeout(30)
  void what_the_database_refuses_to_note_of_one_batch_holds_up_no_other() throws Exception {
    database.alone(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute(
                "ALTER TABLE pikabus_outbox ADD CHECK (failure IS NULL OR failure <> 'poison')");
          }
          tables.outbox(connection).insert(connection, List.of(row("one"), row("two")), 1);
          return true;
        });

    outcomeWriter.add(new Stuck("one", List.of(new Failure(0, "poison"))));
    outcomeWriter.add(new Delivered("two", false));
    Thread thread = new Thread(outcomeWriter::run);
    thread.start();
    await().until(() -> rows() == 1);
    outcomeWriter.close();
    thread.join();

    List<OutboxTable.Count> left = database.alone(c -> tables.outbox(c).count(c));
    assertThat(left).containsExactly(new OutboxTable.Count(BrokerRegistry.DEFAULT, 1, 1, 0));
  }

  private long rows() throws Exception {
    List<OutboxTable.Count> counts = database.alone(c -> tables.outbox(c).count(c));
    return counts.stream().mapToLong(OutboxTable.Count::rows).sum();
  }

  private static OutboxRow row(String batch) {
    return new OutboxRow(
        batch,
        0,
        BrokerRegistry.DEFAULT,
        null,
        batch,
        "queue",
        NOTHING,
        NOTHING,
        Duration.ofMinutes(1));
  }
}
