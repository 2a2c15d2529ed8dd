package io.pikabus.jta;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One database, as seen by somebody who belongs to no transaction of the container. Called from any
 * thread.
 */
record Database(Engine engine, String url, String user, String password) {

  /** A connection of its own that commits each statement. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }

  /** Executes statements, and returns what the last one changed. */
  int execute(String... statements) throws SQLException {
    int changed = 0;
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        changed = statement.execute(each) ? 0 : statement.getUpdateCount();
      }
    }
    return changed;
  }

  /** The first column of what a query finds. */
  List<String> texts(String query) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      while (found.next()) {
        texts.add(found.getString(1));
      }
    }
    return texts;
  }

  /** The one number that a query finds. */
  long number(String query) throws SQLException {
    return Long.parseLong(texts(query).get(0));
  }

  /** Two columns of text and number. */
  Map<String, Long> numbers(String query) throws SQLException {
    Map<String, Long> numbers = new TreeMap<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      while (found.next()) {
        numbers.put(found.getString(1), found.getLong(2));
      }
    }
    return numbers;
  }

  /** How many messages the outbox holds. */
  long stored() throws SQLException {
    return number("SELECT COUNT(*) FROM pikabus_outbox");
  }

  /** Lets the time pass in which a dead node might still have been sending. */
  void expireLeases() throws SQLException {
    execute("UPDATE pikabus_outbox SET lease_until = 0");
  }
}
