package io.pikabus.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The statements about the inbox's table. Every method works on a connection that it is given, and
 * neither commits nor rolls back.
 */
final class InboxTable {

  /** A row of this name says until when some node is the one that cleans. */
  private static final String CLEANING_QUEUE = "(inbox)";

  private static final String CLEANING = "(cleaning)";

  private static final String INTEGRITY_VIOLATION = "23";

  private final Dialect dialect;
  private final String find;
  private final String insert;
  private final String reserve;
  private final String old;
  private final String delete;

  InboxTable(Dialect dialect, String table) {
    this.dialect = dialect;
    this.find = "SELECT received_at FROM " + table + " WHERE queue = ? AND message_id = ?";
    this.insert = dialect.insertUnlessThere("INTO " + table + " (queue, message_id, received_at)");
    this.reserve =
        "UPDATE "
            + table
            + " SET received_at = ? WHERE queue = ? AND message_id = ? AND received_at < ?";
    this.old = "SELECT queue, message_id FROM " + table + " WHERE received_at < ? AND queue <> ?";
    this.delete = "DELETE FROM " + table + " WHERE queue = ? AND message_id = ?";
  }

  /**
   * Notes that a message is handled in the connection's transaction. Where somebody else does so at
   * this moment, it waits until that transaction ends.
   *
   * @return false when it was handled before
   */
  boolean add(Connection connection, String queue, String messageId, long now) throws SQLException {
    if (!dialect.insertsUnlessThere() && isThere(connection, queue, messageId)) {
      return false;
    }
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setString(1, queue);
      statement.setString(2, messageId);
      statement.setLong(3, now);
      return statement.executeUpdate() == 1;
    } catch (SQLException refused) {
      String state = refused.getSQLState();
      if (state != null && state.startsWith(INTEGRITY_VIOLATION)) {
        return false;
      }
      throw refused;
    }
  }

  private boolean isThere(Connection connection, String queue, String messageId)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(find)) {
      statement.setString(1, queue);
      statement.setString(2, messageId);
      try (ResultSet found = statement.executeQuery()) {
        return found.next();
      }
    }
  }

  /**
   * Makes this node the one that cleans, for a while.
   *
   * @return false when another one is
   */
  boolean reserveCleaning(Connection connection, long now, long until) throws SQLException {
    if (!isThere(connection, CLEANING_QUEUE, CLEANING)) {
      add(connection, CLEANING_QUEUE, CLEANING, 0);
    }
    try (PreparedStatement statement = connection.prepareStatement(reserve)) {
      statement.setLong(1, until);
      statement.setString(2, CLEANING_QUEUE);
      statement.setString(3, CLEANING);
      statement.setLong(4, now);
      return statement.executeUpdate() == 1;
    }
  }

  /**
   * Forgets some of what is older than a time.
   *
   * @return how many
   */
  int forget(Connection connection, long before, int most) throws SQLException {
    int count = 0;
    try (PreparedStatement select = connection.prepareStatement(old);
        PreparedStatement deletion = connection.prepareStatement(delete)) {
      select.setLong(1, before);
      select.setString(2, CLEANING_QUEUE);
      select.setMaxRows(most);
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          deletion.setString(1, found.getString(1));
          deletion.setString(2, found.getString(2));
          deletion.addBatch();
          count++;
        }
      }
      if (count > 0) {
        deletion.executeBatch();
      }
    }
    return count;
  }
}
