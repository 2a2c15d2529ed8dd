package io.pikabus.benchmark.container;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/** The application's own table. */
public final class WorkTable {

  private WorkTable() {}

  /** Makes it. */
  public static void create(Database database) throws SQLException {
    database.execute("CREATE TABLE IF NOT EXISTS work (id VARCHAR(100) PRIMARY KEY)");
  }

  /** One row, in the calling thread's transaction. */
  public static void insert(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("INSERT INTO work (id) VALUES (?)")) {
      statement.setString(1, UUID.randomUUID().toString());
      statement.executeUpdate();
    }
  }
}
