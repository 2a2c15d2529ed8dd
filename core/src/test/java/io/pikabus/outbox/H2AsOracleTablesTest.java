package io.pikabus.outbox;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** H2 as it imitates Oracle, for which an empty text is none. */
class H2AsOracleTablesTest extends OutboxTablesTest {

  private static int count;

  @Override
  DataSource open() {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:mem:asOracle" + count++ + ";MODE=Oracle;DB_CLOSE_DELAY=-1");
    return source;
  }
}
