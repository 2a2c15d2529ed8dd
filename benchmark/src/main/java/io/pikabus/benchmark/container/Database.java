package io.pikabus.benchmark.container;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The database, from environment variables, as seen by somebody outside all transactions.
 *
 * @param url without user and password
 */
public record Database(String url, String user, String password) {

  /** The driver's. */
  public static Database ofEnvironment() {
    return new Database(
        System.getenv("BENCHMARK_DATABASE"),
        System.getenv("BENCHMARK_DATABASE_USER"),
        System.getenv("BENCHMARK_DATABASE_PASSWORD"));
  }

  /** Another one of the same server. */
  public static Database secondOfEnvironment() {
    Database first = ofEnvironment();
    return new Database(System.getenv("BENCHMARK_SECOND_DATABASE"), first.user(), first.password());
  }

  /** Executes statements and commits each. */
  public void execute(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, user, password);
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  /** The one number that a query finds. */
  public long number(String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, user, password);
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      found.next();
      return found.getLong(1);
    }
  }
}
