package io.pikabus.outbox;

import io.pikabus.store.BatchOutcome;
import io.pikabus.store.BatchOutcome.Failure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The statements about the outbox's table. Every method works on a connection that it is given, and
 * neither commits nor rolls back.
 */
final class OutboxTable {

  /** The pause before a message that cannot be delivered is tried again grows up to this. */
  private static final long LONGEST_PAUSE = 300_000;

  private static final int MOST_DOUBLINGS = 9;
  private static final int MOST_REASON = 2000;
  private static final int ROWS_AT_ONCE = 100;

  private final Dialect dialect;
  private final String insert;
  private final String claim;
  private final String lease;
  private final String read;
  private final String delete;
  private final String deleteOne;
  private final String positions;
  private final String fail;
  private final String postpone;
  private final String figures;

  OutboxTable(Dialect dialect, String table) {
    this.dialect = dialect;
    this.insert =
        "INSERT INTO "
            + table
            + " (batch_id, position_in_batch, broker, ordering_key, message_id, destination,"
            + " envelope, body, created_at, lease_until, attempts)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)";
    // All columns of the index in its order: H2 would sort the whole backlog otherwise.
    this.claim =
        dialect.lockingQuery(
            "o.batch_id, o.ordering_key",
            table,
            " WHERE o.position_in_batch = 0 AND o.broker = ? AND o.lease_until < ?"
                + " AND (o.ordering_key IS NULL OR NOT EXISTS (SELECT 1 FROM "
                + table
                + " e WHERE e.ordering_key = o.ordering_key AND e.broker = o.broker"
                + " AND e.position_in_batch = 0"
                + " AND e.sequence_number < o.sequence_number))"
                + " ORDER BY o.position_in_batch, o.broker, o.lease_until");
    // The sum keeps a planner from reading the whole index of the leases for it.
    this.lease =
        "UPDATE " + table + " SET lease_until = ? WHERE position_in_batch + 0 = 0 AND batch_id IN ";
    this.read =
        "SELECT batch_id, position_in_batch, envelope, body FROM " + table + " WHERE batch_id IN ";
    this.delete = "DELETE FROM " + table + " WHERE batch_id IN ";
    this.deleteOne = "DELETE FROM " + table + " WHERE batch_id = ? AND position_in_batch = ?";
    this.positions =
        "SELECT position_in_batch, attempts FROM "
            + table
            + " WHERE batch_id = ? ORDER BY position_in_batch";
    this.fail =
        "UPDATE "
            + table
            + " SET position_in_batch = ?, lease_until = ?, attempts = ?, failure = ?"
            + " WHERE batch_id = ? AND position_in_batch = ?";
    this.postpone =
        "UPDATE "
            + table
            + " SET lease_until = ?, attempts = ? WHERE batch_id = ? AND position_in_batch = ?";
    this.figures =
        "SELECT broker, COUNT(*), MIN(created_at), COUNT(failure) FROM "
            + table
            + " GROUP BY broker";
  }

  void insert(Connection connection, List<OutboxRow> rows, long now) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      for (OutboxRow row : rows) {
        statement.setString(1, row.batch());
        statement.setInt(2, row.position());
        statement.setString(3, row.broker());
        text(statement, 4, row.orderingKey());
        text(statement, 5, row.messageId());
        statement.setString(6, row.destination());
        statement.setBytes(7, row.envelope());
        statement.setBytes(8, row.body());
        statement.setLong(9, now);
        statement.setLong(10, row.lease().isZero() ? 0 : now + row.lease().toMillis());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private static void text(PreparedStatement statement, int index, @Nullable String text)
      throws SQLException {
    if (text == null) {
      statement.setNull(index, Types.VARCHAR);
    } else {
      statement.setString(index, text);
    }
  }

  /** Of a transaction of our own: the application's must be left as it is. */
  private void begin(Connection connection) throws SQLException {
    if (!dialect.preamble().isEmpty()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(dialect.preamble());
      }
    }
  }

  /**
   * A batch that was taken up.
   *
   * @param ordered whether it has an ordering key
   */
  record Claimed(String batch, boolean ordered) {}

  /** Takes up batches whose lease has run out; those that others are taking up are passed over. */
  List<Claimed> claim(Connection connection, String broker, int most, long now, long leaseUntil)
      throws SQLException {
    begin(connection);
    List<Claimed> batches = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(claim)) {
      int index = 1;
      if (dialect.limitsFirst()) {
        statement.setInt(index++, most);
      }
      statement.setString(index++, broker);
      statement.setLong(index++, now);
      if (dialect.limitsByCursor()) {
        statement.setMaxRows(most);
        statement.setFetchSize(1);
      } else if (!dialect.limitsFirst()) {
        statement.setInt(index++, most);
      }
      if (dialect.locksWhatItFound()) {
        statement.setLong(index, now);
      }
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          batches.add(new Claimed(found.getString(1), found.getString(2) != null));
        }
      }
    }
    if (!batches.isEmpty()) {
      lease(connection, batches.stream().map(Claimed::batch).toList(), leaseUntil);
    }
    return batches;
  }

  private void lease(Connection connection, List<String> batches, long until) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(lease + places(batches.size()))) {
      statement.setLong(1, until);
      fill(statement, 2, batches);
      statement.executeUpdate();
    }
  }

  /** What is done with each row that is read. */
  interface Reader {
    void row(String batch, int position, byte @Nullable [] envelope, byte @Nullable [] body)
        throws InterruptedException;
  }

  /** Reads batches, one after the other, each in its order; never all into memory. */
  void read(Connection connection, List<String> batches, Reader reader)
      throws SQLException, InterruptedException {
    begin(connection);
    try (PreparedStatement statement =
        connection.prepareStatement(
            read + places(batches.size()) + " ORDER BY batch_id, position_in_batch")) {
      fill(statement, 1, batches);
      statement.setFetchSize(ROWS_AT_ONCE);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          reader.row(found.getString(1), found.getInt(2), found.getBytes(3), found.getBytes(4));
        }
      }
    }
  }

  void settle(Connection connection, List<BatchOutcome> batchOutcomes, long now)
      throws SQLException {
    begin(connection);
    List<String> delivered = new ArrayList<>();
    List<String> released = new ArrayList<>();
    for (BatchOutcome each : batchOutcomes) {
      if (each instanceof BatchOutcome.Delivered) {
        delivered.add(each.batch());
      } else if (each instanceof BatchOutcome.Released) {
        released.add(each.batch());
      } else if (each instanceof BatchOutcome.Stuck stuck) {
        stick(connection, stuck, now);
      } else if (each instanceof BatchOutcome.Postponed) {
        postpone(connection, each.batch(), now);
      }
    }
    if (!delivered.isEmpty()) {
      try (PreparedStatement statement =
          connection.prepareStatement(delete + places(delivered.size()))) {
        fill(statement, 1, delivered);
        statement.executeUpdate();
      }
    }
    if (!released.isEmpty()) {
      lease(connection, released, 0);
    }
  }

  /** Counted, so that the pause grows. */
  private void postpone(Connection connection, String batch, long now) throws SQLException {
    List<int[]> rows = rows(connection, batch);
    if (rows.isEmpty()) {
      return;
    }
    int attempts = next(rows.get(0)[1]);
    try (PreparedStatement statement = connection.prepareStatement(postpone)) {
      statement.setLong(1, now + pause(attempts) / 2);
      statement.setInt(2, attempts);
      statement.setString(3, batch);
      statement.setInt(4, rows.get(0)[0]);
      statement.executeUpdate();
    }
  }

  /** One more, whatever number somebody else wrote: from a negative one no pause would grow. */
  private static int next(int attempts) {
    return Math.max(0, Math.min(attempts, Integer.MAX_VALUE - 1)) + 1;
  }

  private static long pause(int attempts) {
    return Math.min(LONGEST_PAUSE, 1000L << Math.min(attempts, MOST_DOUBLINGS));
  }

  /** The delivered rows go, the others close up: the first one carries the lease. */
  private void stick(Connection connection, BatchOutcome.Stuck stuck, long now)
      throws SQLException {
    Map<Integer, String> reasons = new HashMap<>();
    for (Failure failure : stuck.failures()) {
      reasons.put(failure.position(), failure.reason());
    }
    int next = 0;
    for (int[] row : rows(connection, stuck.batch())) {
      String reason = reasons.get(row[0]);
      if (reason == null) {
        try (PreparedStatement statement = connection.prepareStatement(deleteOne)) {
          statement.setString(1, stuck.batch());
          statement.setInt(2, row[0]);
          statement.executeUpdate();
        }
      } else {
        // One of somebody else's may lie before the first: it never carries the lease.
        int position = row[0] < 0 ? row[0] : next++;
        fail(connection, stuck.batch(), row, position, reason, now);
      }
    }
  }

  private List<int[]> rows(Connection connection, String batch) throws SQLException {
    List<int[]> rows = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(positions)) {
      statement.setString(1, batch);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          rows.add(new int[] {found.getInt(1), found.getInt(2)});
        }
      }
    }
    return rows;
  }

  private void fail(
      Connection connection, String batch, int[] row, int position, String reason, long now)
      throws SQLException {
    int attempts = next(row[1]);
    try (PreparedStatement statement = connection.prepareStatement(fail)) {
      statement.setInt(1, position);
      statement.setLong(2, now + pause(attempts));
      statement.setInt(3, attempts);
      statement.setString(4, OutboxRow.readable(reason, MOST_REASON));
      statement.setString(5, batch);
      statement.setInt(6, row[0]);
      statement.executeUpdate();
    }
  }

  /** What lies in the table for one broker. */
  record Count(String broker, long rows, long oldest, long failed) {}

  List<Count> count(Connection connection) throws SQLException {
    List<Count> counts = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(figures);
        ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        counts.add(
            new Count(found.getString(1), found.getLong(2), found.getLong(3), found.getLong(4)));
      }
    }
    return counts;
  }

  /** So many that few different statements are asked for; {@link #fill} repeats the last value. */
  private static String places(int count) {
    int rounded = Math.max(1, Integer.highestOneBit(count * 2 - 1));
    return "(" + String.join(", ", Collections.nCopies(rounded, "?")) + ")";
  }

  private static void fill(PreparedStatement statement, int first, List<String> values)
      throws SQLException {
    int rounded = Math.max(1, Integer.highestOneBit(values.size() * 2 - 1));
    for (int i = 0; i < rounded; i++) {
      statement.setString(first + i, values.get(Math.min(i, values.size() - 1)));
    }
  }
}
