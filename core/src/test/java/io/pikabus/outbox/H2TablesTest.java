package io.pikabus.outbox;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

class H2TablesTest extends OutboxTablesTest {

  private static int count;

  @Override
  DataSource open() {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:mem:tables" + count++ + ";DB_CLOSE_DELAY=-1");
    return source;
  }
}
