package io.pikabus.outbox;

import io.pikabus.config.OutboxSettings;
import io.pikabus.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The tables: whether they are there, and how they are made. */
final class Schema {

  /** As the files write it. */
  private static final String USUAL_PREFIX = "pikabus_";

  private final OutboxSettings settings;
  private final OutboxTables tables;
  private final Dialect dialect;

  Schema(OutboxSettings settings, OutboxTables tables, Dialect dialect) {
    this.settings = settings;
    this.tables = tables;
    this.dialect = dialect;
  }

  /**
   * Does what {@code outbox.schema} says.
   *
   * @throws IllegalStateException when a table is missing or has not the columns that are needed
   */
  void prepare(Database database) throws SQLException, InterruptedException {
    switch (settings.schema()) {
      case NONE -> {}
      case VALIDATE -> require(database);
      case CREATE -> {
        if (missing(database) != null) {
          create(database);
          require(database);
        }
      }
    }
  }

  private void require(Database database) throws InterruptedException {
    SQLException missing = missing(database);
    if (missing != null) {
      throw new IllegalStateException(
          "outbox.schema = %s, and the tables %s and %s of datasource '%s' cannot be used: %s Create them as %s of the connector's jar says, or set outbox.schema = create."
              .formatted(
                  settings.schema().name().toLowerCase(Locale.ROOT),
                  tables.outboxName(),
                  tables.inboxName(),
                  settings.datasource(),
                  Printable.of(missing.getMessage()),
                  "io/pikabus/outbox/" + dialect.file()),
          missing);
    }
  }

  /** Why the tables cannot be used; null when they can. */
  private @Nullable SQLException missing(Database database) throws InterruptedException {
    try {
      database.alone(
          connection -> {
            look(
                connection,
                "SELECT batch_id, position_in_batch, sequence_number, broker, ordering_key,"
                    + " message_id, destination, envelope, body, created_at, lease_until,"
                    + " attempts, failure FROM "
                    + tables.outboxName());
            look(connection, "SELECT queue, message_id, received_at FROM " + tables.inboxName());
            return true;
          });
      return null;
    } catch (SQLException missing) {
      return missing;
    }
  }

  private static void look(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeQuery(query + " WHERE 1 = 0").close();
    }
  }

  /** Another node may do the same at the same time: whoever comes second finds what it wants. */
  private void create(Database database) throws InterruptedException {
    for (String statement : statements()) {
      try {
        database.alone(
            connection -> {
              try (Statement creation = connection.createStatement()) {
                return creation.execute(statement);
              }
            });
      } catch (SQLException there) {
        System.getLogger("io.pikabus.outbox")
            .log(
                System.Logger.Level.DEBUG,
                "Not created: {0} ({1})",
                statement,
                Printable.of(there.getMessage()));
      }
    }
  }

  /** The file's, for our prefix. */
  List<String> statements() {
    String file = dialect.file();
    try (InputStream in = Schema.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("The connector's jar lacks io/pikabus/outbox/" + file);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(text.replaceAll("(?m)^--.*$", "").split(";"))
          .map(String::strip)
          .filter(statement -> !statement.isEmpty())
          .map(this::renamed)
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** An index lies in its table's schema, and must not name it. */
  private String renamed(String statement) {
    String prefix = settings.tablePrefix();
    String bare = prefix.substring(prefix.indexOf('.') + 1);
    return statement
        .replaceAll("(TABLE|ON) " + USUAL_PREFIX, "$1 " + prefix)
        .replaceAll("INDEX " + USUAL_PREFIX, "INDEX " + bare);
  }
}
