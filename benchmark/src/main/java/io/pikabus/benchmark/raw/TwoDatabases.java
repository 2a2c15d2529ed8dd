package io.pikabus.benchmark.raw;

import io.pikabus.benchmark.agent.Measurement;
import io.pikabus.benchmark.agent.Order;
import io.pikabus.benchmark.container.Database;
import io.pikabus.benchmark.container.Transactions;
import io.pikabus.benchmark.container.WorkTable;
import io.pikabus.benchmark.container.Workers;
import java.sql.SQLException;
import javax.sql.DataSource;

/** What two-phase commit costs without messages: a row in one database, two in another. */
final class TwoDatabases {

  private final Transactions transactions = new Transactions();
  private final DataSource one;
  private final DataSource other;

  TwoDatabases() throws SQLException {
    one = transactions.xaDataSource(Database.ofEnvironment());
    other = transactions.xaDataSource(Database.secondOfEnvironment());
  }

  /** Counts transactions. */
  Measurement run(Order order) throws Exception {
    return Workers.measure(
        order,
        () ->
            () ->
                transactions.run(
                    () -> {
                      WorkTable.insert(one);
                      WorkTable.insert(other);
                      WorkTable.insert(other);
                    }));
  }
}
