package io.pikabus.outbox;

import io.pikabus.OutboxStatus;
import io.pikabus.text.Printable;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts what lies in the table, now and then: the fuller it is, the more seldom. On the way it
 * compares the clocks.
 *
 * <p>One thread counts, any thread asks.
 */
final class OutboxMonitor {

  private static final System.Logger LOG = System.getLogger("io.pikabus.outbox");

  /** A database that answers no question for so long is away. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration PAUSE = Duration.ofSeconds(2);

  /** Counting takes one twentieth of the time at most. */
  private static final int PAUSE_TO_COUNTING = 20;

  private final BrokerRegistry brokers;
  private final Database database;
  private final OutboxTables tables;
  private final NameLeases names;
  private final Set<String> strangers = new HashSet<>();
  private long due = System.nanoTime();
  private volatile @Nullable OutboxStatus status;

  OutboxMonitor(BrokerRegistry brokers, Database database, OutboxTables tables, NameLeases names) {
    this.brokers = brokers;
    this.database = database;
    this.tables = tables;
    this.names = names;
  }

  Optional<OutboxStatus> status() {
    OutboxStatus last = status;
    Duration silence = database.silence();
    return last != null && last.isKnown() && silence.compareTo(PATIENCE) > 0
        ? Optional.of(
            OutboxStatus.unknown(
                Instant.now().minus(silence),
                "The database has not answered for %d s.".formatted(silence.toSeconds())))
        : Optional.ofNullable(last);
  }

  /** The database does not answer. */
  void unknown(String reason) {
    OutboxStatus last = status;
    status =
        OutboxStatus.unknown(
            last != null && !last.isKnown() ? last.since() : Instant.now(), reason);
    due = System.nanoTime();
  }

  void takeIfDue() throws SQLException, InterruptedException {
    long begin = System.nanoTime();
    if (begin < due) {
      return;
    }
    List<OutboxTable.Count> counts =
        database.alone(
            connection -> {
              database.compareClocks(connection, tables.dialect(connection));
              return tables.outbox(connection).count(connection);
            });
    String refusal = names.refusal();
    if (refusal == null) {
      status = sum(counts);
    } else {
      unknown(refusal);
    }
    long end = System.nanoTime();
    due = end + Math.max(PAUSE.toNanos(), (end - begin) * PAUSE_TO_COUNTING);
  }

  private OutboxStatus sum(List<OutboxTable.Count> counts) {
    long pending = 0;
    long undeliverable = 0;
    long oldest = Long.MAX_VALUE;
    for (OutboxTable.Count each : counts) {
      boolean ours = brokers.names().contains(each.broker());
      if (!ours && strangers.add(each.broker())) {
        LOG.log(
            System.Logger.Level.ERROR,
            "{0} messages of the outbox are for a broker to which no channel of this deployment leads: {1}. They stay until one does.",
            each.rows(),
            Printable.of(each.broker()));
      }
      pending += each.rows();
      undeliverable += ours ? each.failed() : each.rows();
      oldest = Math.min(oldest, each.oldest());
    }
    return OutboxStatus.builder(Instant.now())
        .pending(pending, pending == 0 ? null : Instant.ofEpochMilli(oldest))
        .undeliverable(undeliverable)
        .build();
  }
}
