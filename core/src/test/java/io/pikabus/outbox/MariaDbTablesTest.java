package io.pikabus.outbox;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.mariadb.jdbc.MariaDbDataSource;

@Tag("slow")
class MariaDbTablesTest extends OutboxTablesTest {

  private static @Nullable PrivateMariaDb server;
  private static int count;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(PrivateMariaDb.isInstalled(), "needs mariadbd on this machine");
    server = PrivateMariaDb.start();
  }

  @AfterAll
  static void stop() throws Exception {
    PrivateMariaDb present = server;
    if (present != null) {
      present.close();
    }
  }

  @Override
  DataSource open() throws Exception {
    return new MariaDbDataSource(server.createDatabase("tables" + count++));
  }
}
