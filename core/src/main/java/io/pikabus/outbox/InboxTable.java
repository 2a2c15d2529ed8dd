package io.pikabus.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements about the inbox's table. Every method works on a connection that it is given, and
 * neither commits nor rolls back.
 */
final class InboxTable {

  /** A row of this name says until when some node is the one that cleans. */
  static final String CLEANING_QUEUE = "(inbox)";

  private static final InboxKey CLEANING = new InboxKey(CLEANING_QUEUE, "(cleaning)", null);

  private static final String INTEGRITY_VIOLATION = "23";

  private final Dialect dialect;
  private final String find;
  private final String findLatest;
  private final String insert;
  private final String reserve;
  private final String hold;
  private final String holders;
  private final String expired;
  private final String old;
  private final String delete;

  InboxTable(Dialect dialect, String table) {
    this.dialect = dialect;
    this.find = "SELECT queue, message_id FROM " + table + " WHERE queue = ? AND message_id = ?";
    this.findLatest = find + dialect.readingLatest();
    this.insert = dialect.insertUnlessThere("INTO " + table + " (queue, message_id, received_at)");
    this.reserve =
        "UPDATE "
            + table
            + " SET received_at = ? WHERE queue = ? AND message_id = ? AND received_at < ?";
    this.hold = "UPDATE " + table + " SET received_at = ? WHERE queue = ? AND message_id = ?";
    this.holders = "SELECT message_id FROM " + table + " WHERE queue = ? AND received_at > ?";
    this.expired = "DELETE FROM " + table + " WHERE queue = ? AND received_at < ?";
    this.old = "SELECT queue, message_id FROM " + table + " WHERE received_at < ? AND queue <> ?";
    this.delete = "DELETE FROM " + table + " WHERE queue = ? AND message_id = ?";
  }

  /**
   * Notes that a message is handled in the connection's transaction. Where somebody else does so at
   * this moment, it waits until that transaction ends.
   *
   * @return false when it was handled before
   * @throws SQLException for whatever else kept the row out of the table
   */
  boolean add(Connection connection, InboxKey key, long now) throws SQLException {
    InboxKey former = key.former();
    if (former != null && isThere(connection, find, former)) {
      return false;
    }
    if (dialect.looksFirst() && isThere(connection, find, key)) {
      return false;
    }
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setString(1, key.queue());
      statement.setString(2, key.messageId());
      statement.setLong(3, now);
      int inserted = statement.executeUpdate();
      if (inserted > 0 || !dialect.insertsUnlessThere()) {
        return true;
      }
    } catch (SQLException refused) {
      if (!isDuplicate(connection, key, refused)) {
        throw refused;
      }
      return false;
    }
    if (isThere(connection, findLatest, key)) {
      return false;
    }
    throw new SQLException(
        "The row was not inserted though it is not there; a trigger or another constraint of the inbox's table keeps it out.");
  }

  /**
   * Whether a statement was refused because the message is there. A constraint, trigger or column
   * that is not ours says much the same; only the row itself tells.
   */
  private boolean isDuplicate(Connection connection, InboxKey key, SQLException refused)
      throws SQLException {
    String state = refused.getSQLState();
    if (state == null
        || !state.startsWith(INTEGRITY_VIOLATION)
        || dialect.insertsUnlessThere()) { // Where a refusal ends the transaction.
      return false;
    }
    try {
      return isThere(connection, findLatest, key);
    } catch (SQLException unseen) {
      refused.addSuppressed(unseen);
      throw refused;
    }
  }

  /** The columns may compare loosely, so that what was found is compared once more. */
  private static boolean isThere(Connection connection, String query, InboxKey key)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, key.queue());
      statement.setString(2, key.messageId());
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          if (key.queue().equals(found.getString(1))
              && key.messageId().equals(found.getString(2))) {
            return true;
          }
        }
        return false;
      }
    }
  }

  /**
   * Makes this node the one that cleans, for a while.
   *
   * @return false when another one is
   */
  boolean reserveCleaning(Connection connection, long now, long until) throws SQLException {
    add(connection, CLEANING, 0);
    try (PreparedStatement statement = connection.prepareStatement(reserve)) {
      statement.setLong(1, until);
      statement.setString(2, CLEANING.queue());
      statement.setString(3, CLEANING.messageId());
      statement.setLong(4, now);
      return statement.executeUpdate() == 1;
    }
  }

  /** Makes a row last until a time, be it there or not. */
  void hold(Connection connection, InboxKey row, long until) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(hold)) {
      statement.setLong(1, until);
      statement.setString(2, row.queue());
      statement.setString(3, row.messageId());
      if (statement.executeUpdate() > 0) {
        return;
      }
    }
    add(connection, row, until);
  }

  /** The second columns of a queue's rows that last longer than until now; the others go. */
  List<String> holders(Connection connection, String queue, long now) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(expired)) {
      statement.setString(1, queue);
      statement.setLong(2, now);
      statement.executeUpdate();
    }
    List<String> holders = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(this.holders)) {
      statement.setString(1, queue);
      statement.setLong(2, now);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          holders.add(found.getString(1));
        }
      }
    }
    return holders;
  }

  void release(Connection connection, InboxKey row) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(delete)) {
      statement.setString(1, row.queue());
      statement.setString(2, row.messageId());
      statement.executeUpdate();
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
