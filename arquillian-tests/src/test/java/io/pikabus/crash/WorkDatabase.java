package io.pikabus.crash;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The database of the killed application, seen by the test itself.
 *
 * @param driver its name in WildFly; Open Liberty finds it by the URL
 */
record WorkDatabase(String driver, String url, String user, String password) {

  /** Makes the table of the application. */
  void prepare() {
    on(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate("create table finished_work (task varchar(100))");
          }
        });
  }

  /** How often a task is done, as the database says. */
  int finished(String task) {
    return on(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("select count(*) from finished_work where task = ?")) {
            select.setString(1, task);
            return count(select);
          }
        });
  }

  /** What is done of the tasks whose names begin so. */
  List<String> tasks(String begin) {
    return on(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("select task from finished_work where task like ?")) {
            select.setString(1, begin + "-%");
            List<String> tasks = new ArrayList<>();
            try (ResultSet found = select.executeQuery()) {
              while (found.next()) {
                tasks.add(found.getString(1));
              }
            }
            return tasks;
          }
        });
  }

  /** How many transactions are prepared and not decided, in PostgreSQL. */
  int inDoubt() {
    return counted("select count(*) from pg_prepared_xacts");
  }

  /** How many messages the outbox holds. */
  int held() {
    return counted("select count(*) from pikabus_outbox");
  }

  private int counted(String query) {
    return on(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(query)) {
            return count(select);
          }
        });
  }

  /** Lets the time pass for which the dead had taken rows up. */
  void endLeases() {
    on(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  "update pikabus_outbox set lease_until = 0 where lease_until > 0")) {
            return update.executeUpdate();
          }
        });
  }

  private static int count(PreparedStatement select) throws SQLException {
    try (ResultSet result = select.executeQuery()) {
      result.next();
      return result.getInt(1);
    }
  }

  private <T> T on(Step<T> step) {
    try (Connection connection = DriverManager.getConnection(url, user, password)) {
      return step.on(connection);
    } catch (SQLException e) {
      throw new IllegalStateException("Looking into " + url, e);
    }
  }

  private interface Step<T> {
    T on(Connection connection) throws SQLException;
  }
}
