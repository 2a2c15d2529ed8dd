package io.pikabus.outbox;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;
import org.mariadb.jdbc.MariaDbDataSource;

@EnabledIf(
    value = "io.pikabus.outbox.PrivateMariaDb#isInstalled",
    disabledReason = "needs mariadbd on this machine")
@Tag("slow")
class MariaDbTablesTest extends OutboxTablesTest {

  private static @Nullable PrivateMariaDb server;
  private static int count;

  @BeforeAll
  static void start() throws Exception {
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
