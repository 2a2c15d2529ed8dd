package io.pikabus.outbox;

import io.pikabus.IncomingMetadata;
import io.pikabus.config.OutboxSettings;
import io.pikabus.text.Printable;
import io.pikabus.time.Deadline;
import io.pikabus.transaction.Inbox;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The inbox: notes each message in the transaction of its handler, and forgets it after the
 * retention. Called from any thread.
 */
final class JdbcInbox implements Inbox {

  private static final System.Logger LOG = System.getLogger("io.pikabus.outbox");

  private static final int AT_ONCE = 500;
  private static final Duration BETWEEN_CLEANINGS = Duration.ofMinutes(1);

  private final OutboxSettings settings;
  private final Database database;
  private final OutboxTables tables;

  /** How many messages had no identifier, by queue. */
  private final Map<String, AtomicLong> nameless = new ConcurrentHashMap<>();

  /** Whether any channel has asked: without, there is nothing to clean. */
  private volatile boolean used;

  /** Whether there was more to forget; of the thread that cleans. */
  private boolean cleaning;

  /** Of the thread that cleans. */
  private Deadline due = Deadline.in(Duration.ZERO);

  JdbcInbox(OutboxSettings settings, Database database, OutboxTables tables) {
    this.settings = settings;
    this.database = database;
    this.tables = tables;
  }

  @Override
  public boolean isFirst(IncomingMetadata message) {
    used = true;
    Optional<InboxKey> key = InboxKey.of(message);
    if (key.isEmpty()) {
      count(message.queue());
      return true;
    }
    InboxKey named = key.get();
    try {
      return database.joining(
          connection -> tables.inbox(connection).add(connection, named, database.now()));
    } catch (SQLException | RuntimeException refused) {
      throw Refused.of(
          "Message %s of queue '%s' could not be noted in the inbox of datasource '%s': %s"
              .formatted(
                  Printable.of(message.messageId()),
                  Printable.of(message.queue()),
                  settings.datasource(),
                  Printable.of(refused.getMessage())),
          refused);
    }
  }

  /** Says it for the first, the tenth, the hundredth and so on. */
  private void count(String queue) {
    long count = nameless.computeIfAbsent(queue, name -> new AtomicLong()).incrementAndGet();
    if (count == 1) {
      LOG.log(
          System.Logger.Level.WARNING,
          "A message of queue {0} has no MessageId, so the inbox cannot recognise it when it comes again.",
          Printable.of(queue));
    } else if (Long.toString(count).matches("10+")) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} messages of queue {1} have had no MessageId by now; the inbox recognises none of them when it comes again.",
          count,
          Printable.of(queue));
    }
  }

  /**
   * Forgets some of what is old, on one node at a time.
   *
   * @return whether there may be more
   */
  boolean cleanIfDue() throws SQLException, InterruptedException {
    if (!used || !due.isOver()) {
      return false;
    }
    long now = database.now();
    long reservation = BETWEEN_CLEANINGS.toMillis();
    int forgotten =
        database.alone(
            connection -> {
              InboxTable table = tables.inbox(connection);
              return cleaning || table.reserveCleaning(connection, now, now + reservation)
                  ? table.forget(connection, now - settings.retention().toMillis(), AT_ONCE)
                  : 0;
            });
    cleaning = forgotten == AT_ONCE;
    if (!cleaning) {
      due = Deadline.in(BETWEEN_CLEANINGS);
    }
    return cleaning;
  }
}
