package io.pikabus.outbox;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** H2 as it imitates MySQL, here also blind to upper and lower case. */
class H2AsMySqlTablesTest extends OutboxTablesTest {

  private static int count;

  @Override
  DataSource open() {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL(
        "jdbc:h2:mem:asMySql" + count++ + ";MODE=MySQL;DB_CLOSE_DELAY=-1;IGNORECASE=TRUE");
    return source;
  }
}
