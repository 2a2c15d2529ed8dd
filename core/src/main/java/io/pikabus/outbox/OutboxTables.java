package io.pikabus.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The two tables in the dialect of the database, which is known from the first connection on.
 * Called from any thread; what it holds never changes once it is found.
 */
final class OutboxTables {

  private final String prefix;
  private volatile @Nullable Found found;

  private record Found(Dialect dialect, OutboxTable outbox, InboxTable inbox) {}

  OutboxTables(String prefix) {
    this.prefix = prefix;
  }

  String outboxName() {
    return prefix + "outbox";
  }

  String inboxName() {
    return prefix + "inbox";
  }

  Dialect dialect(Connection connection) throws SQLException {
    return found(connection).dialect();
  }

  OutboxTable outbox(Connection connection) throws SQLException {
    return found(connection).outbox();
  }

  InboxTable inbox(Connection connection) throws SQLException {
    return found(connection).inbox();
  }

  private Found found(Connection connection) throws SQLException {
    Found known = found;
    if (known == null) {
      Dialect dialect = Dialect.of(connection.getMetaData().getDatabaseProductName());
      known =
          new Found(
              dialect,
              new OutboxTable(dialect, outboxName()),
              new InboxTable(dialect, inboxName()));
      found = known;
    }
    return known;
  }
}
