package io.pikabus.benchmark.container;

import io.pikabus.PikaBus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/** The application's own table, and those of the outbox. */
public final class WorkTable {

  private static final String OUTBOX = "/io/pikabus/outbox/postgresql.sql";

  private WorkTable() {}

  /** Makes them. */
  public static void create(Database database) throws SQLException, IOException {
    try (InputStream script = PikaBus.class.getResourceAsStream(OUTBOX)) {
      if (script == null) {
        throw new IllegalStateException("There is no " + OUTBOX + " on the class path.");
      }
      database.execute(
          "CREATE TABLE work (id VARCHAR(100) PRIMARY KEY)",
          new String(script.readAllBytes(), StandardCharsets.UTF_8));
    }
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
