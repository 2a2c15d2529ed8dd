package io.pikabus.benchmark.pikabus;

import io.pikabus.PikaBus;
import io.pikabus.SendOptions;
import io.pikabus.benchmark.agent.BrokerAddress;
import io.pikabus.benchmark.agent.Measurement;
import io.pikabus.benchmark.agent.Order;
import io.pikabus.benchmark.agent.Places;
import io.pikabus.benchmark.agent.QueueDepth;
import io.pikabus.benchmark.agent.Sample;
import io.pikabus.benchmark.agent.Stopwatch;
import io.pikabus.benchmark.container.Database;
import io.pikabus.benchmark.container.SmallContainer;
import io.pikabus.benchmark.container.Transactions;
import io.pikabus.benchmark.container.WorkTable;
import io.pikabus.benchmark.container.Workers;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** The outbox with several workers, and its relay alone. */
final class OutboxCases {

  /** More than leave from memory, so that the relay finds them all. */
  private static final int STORED_AT_ONCE = 2000;

  /** As transactions of two messages would have left them, which the relay takes 256 at a time. */
  private static final String SPLIT =
      "UPDATE pikabus_outbox SET"
          + " batch_id = substr(batch_id, 1, 20) || lpad((position_in_batch / 2)::text, 12, '0'),"
          + " position_in_batch = position_in_batch % 2, lease_until = 0";

  private final Containers containers;
  private final Transactions transactions;
  private final DataSource dataSource;
  private final Database database = Database.ofEnvironment();
  private final SendOptions options = OwnHeaders.options();

  OutboxCases(Containers containers, Transactions transactions, DataSource dataSource) {
    this.containers = containers;
    this.transactions = transactions;
    this.dataSource = dataSource;
  }

  /** With a channel: without one, nothing makes the runtime before the module starts. */
  private SmallContainer deploy() {
    Map<String, String> settings = Streaming.settings();
    settings.putAll(
        Settings.connector(
            "transaction", "outbox", "outbox.datasource", SmallContainer.DATASOURCE));
    return containers.fresh(settings, Outgoing.class);
  }

  /** Counts transactions of one row and two messages, until all is out and no row is left. */
  Measurement run(Order order) throws Exception {
    SmallContainer container = deploy();
    PikaBus bus = container.get(PikaBus.class);
    container.startModule();
    // The first one makes the connection and the route.
    Workers.run(1, () -> () -> transaction(bus));
    try (QueueDepth destination = new QueueDepth(BrokerAddress.ofEnvironment(), Places.out())) {
      awaitNoRow();
      Stopwatch watch = Stopwatch.start();
      Workers.run(order.count(), () -> () -> transaction(bus));
      destination.await(2L * order.count() + 2);
      awaitNoRow();
      return watch.stop(order.count());
    } finally {
      containers.close();
    }
  }

  private void transaction(PikaBus bus) throws Exception {
    transactions.run(
        () -> {
          WorkTable.insert(dataSource);
          bus.send(Places.out(), Sample.body(), options);
          bus.send(Places.out(), Sample.body(), options);
        });
  }

  private void awaitNoRow() throws Exception {
    while (database.number("SELECT count(*) FROM pikabus_outbox") > 0) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  /** Counts messages that lay in the table when the relay started. */
  Measurement relay(Order order) throws Exception {
    SmallContainer container = deploy();
    PikaBus bus = container.get(PikaBus.class);
    int stored = 0;
    while (stored < order.count()) {
      transactions.run(
          () -> {
            for (int i = 0; i < STORED_AT_ONCE; i++) {
              bus.send(Places.out(), Sample.body(), options);
            }
          });
      stored += STORED_AT_ONCE;
    }
    database.execute(SPLIT, "ANALYZE pikabus_outbox");
    try (QueueDepth destination = new QueueDepth(BrokerAddress.ofEnvironment(), Places.out())) {
      Stopwatch watch = Stopwatch.start();
      container.startModule();
      destination.await(stored);
      awaitNoRow();
      return watch.stop(stored);
    } finally {
      containers.close();
    }
  }
}
