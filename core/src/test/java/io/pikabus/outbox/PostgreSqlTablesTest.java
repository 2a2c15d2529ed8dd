package io.pikabus.outbox;

import io.pikabus.fixtures.postgresql.PrivatePostgres;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.postgresql.ds.PGSimpleDataSource;

@Tag("slow")
class PostgreSqlTablesTest extends OutboxTablesTest {

  private static @Nullable PrivatePostgres cluster;
  private static int count;

  @BeforeAll
  static void start() {
    cluster = PrivatePostgres.create(Path.of("target", "postgresql"));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Override
  DataSource open() throws Exception {
    String name = "tables" + count++;
    cluster.createDatabase(name);
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(cluster.jdbcUrl(name));
    source.setUser(cluster.user());
    source.setPassword(cluster.password());
    return source;
  }
}
