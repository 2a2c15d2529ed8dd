package io.pikabus.benchmark.raw;

import com.rabbitmq.client.Channel;
import io.pikabus.benchmark.agent.Measurement;
import io.pikabus.benchmark.agent.Order;
import io.pikabus.benchmark.agent.Places;
import io.pikabus.benchmark.container.Database;
import io.pikabus.benchmark.container.Transactions;
import io.pikabus.benchmark.container.WorkTable;
import io.pikabus.benchmark.container.Workers;
import javax.sql.DataSource;

/**
 * What people write who have no outbox: a row, two messages, the wait for their confirms, the
 * commit. Loses no message, but sends them for work that the database then refuses.
 */
final class InlineConfirms {

  private static final int PATIENCE = 60_000;

  private final RawClient client;
  private final Transactions transactions = new Transactions();
  private final DataSource dataSource;

  InlineConfirms(RawClient client) throws Exception {
    this.client = client;
    this.dataSource = transactions.dataSource(Database.ofEnvironment());
  }

  /** Counts transactions. */
  Measurement run(Order order) throws Exception {
    return Workers.measure(order, this::worker);
  }

  private Workers.Work worker() throws Exception {
    Channel channel = client.confirming();
    return () ->
        transactions.run(
            () -> {
              WorkTable.insert(dataSource);
              RawClient.publish(channel, Places.out());
              RawClient.publish(channel, Places.out());
              channel.waitForConfirmsOrDie(PATIENCE);
            });
  }
}
