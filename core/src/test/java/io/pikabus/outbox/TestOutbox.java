package io.pikabus.outbox;

import io.pikabus.config.OutboxSettings;
import io.pikabus.store.BrokerRegistry;
import io.pikabus.transaction.PostCommitSender;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** The tables in a database of H2 of their own, and what works on them. */
final class TestOutbox {

  private static final AtomicInteger COUNT = new AtomicInteger();

  final OutboxSettings settings;
  final OutboxTables tables = new OutboxTables("pikabus_");
  final Database database;
  private final DataSource source;

  /**
   * Makes the tables.
   *
   * @param change of the datasource that is worked with
   */
  TestOutbox(Duration lease, UnaryOperator<DataSource> change) throws Exception {
    JdbcDataSource real = new JdbcDataSource();
    real.setURL("jdbc:h2:mem:outbox" + COUNT.incrementAndGet() + ";DB_CLOSE_DELAY=-1");
    source = change.apply(real);
    database = new Database(() -> source);
    settings =
        new OutboxSettings(
            "jdbc/Tests",
            OutboxSettings.Schema.CREATE,
            "pikabus_",
            lease,
            Duration.ofSeconds(2),
            Duration.ofDays(7));
    new Schema(settings, tables, database.alone(tables::dialect)).prepare(database);
  }

  TestOutbox() throws Exception {
    this(Duration.ofSeconds(60), source -> source);
  }

  DataSource source() {
    return source;
  }

  OutcomeWriter outcomeWriter() {
    return new OutcomeWriter(database, tables, () -> {});
  }

  NameLeases names(BrokerRegistry brokers) {
    return new NameLeases(settings, brokers, database, tables);
  }

  Relay relay(BrokerRegistry brokers, OutcomeWriter outcomeWriter) {
    return new Relay(
        settings,
        brokers,
        new PostCommitSender(Runnable::run),
        database,
        tables,
        outcomeWriter,
        names(brokers));
  }

  Outbox outbox(BrokerRegistry brokers, NameLeases names, Runnable nudge) {
    return new Outbox(
        settings,
        brokers,
        new PostCommitSender(Runnable::run),
        database,
        tables,
        outcomeWriter(),
        names,
        nudge);
  }

  /** What is waiting to be written is written, and no more is waited for. */
  static void settle(OutcomeWriter outcomeWriter) {
    outcomeWriter.close();
    outcomeWriter.run();
  }
}
