package io.pikabus.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.config.OutboxSettings;
import io.pikabus.transaction.Dispatch;
import io.pikabus.transaction.MessageStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Others may send what this node has stored, once its lease is over. */
class LateCommitTest {

  private final ObligingBroker broker = new ObligingBroker();

  @ParameterizedTest(name = "a lease of {0}")
  @CsvSource({"PT60S, 1, 0", "PT0.000000002S, 0, 1"})
  void what_is_committed_in_time_leaves_from_memory_and_what_is_late_is_left_to_the_relay(
      Duration lease, int fromMemory, int nudges) throws Exception {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:mem:late" + fromMemory + ";DB_CLOSE_DELAY=-1");
    Database database = new Database(() -> source);
    Tables tables = new Tables("pikabus_");
    OutboxSettings settings =
        new OutboxSettings(
            "jdbc/Tests",
            OutboxSettings.Schema.CREATE,
            "pikabus_",
            lease,
            Duration.ofSeconds(2),
            Duration.ofDays(7));
    new Schema(settings, tables, database.alone(tables::dialect)).prepare(database);
    AtomicInteger nudged = new AtomicInteger();
    Outbox outbox =
        new Outbox(
            settings,
            broker,
            new Dispatch(Runnable::run),
            database,
            tables,
            new Settler(database, tables, () -> {}),
            new NameLeases(settings, broker, database, tables),
            nudged::incrementAndGet);

    MessageStore.Receipt receipt = outbox.store(List.of(broker.message("m")));
    assertThat(receipt.committed()).isCompleted();

    assertThat(broker.published()).hasSize(fromMemory);
    assertThat(nudged).hasValue(nudges);
  }
}
