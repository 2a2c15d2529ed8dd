package io.pikabus.outbox;

import io.pikabus.log.Repetitions;
import io.pikabus.recovery.Backoff;
import io.pikabus.store.BatchOutcome;
import io.pikabus.text.Printable;
import io.pikabus.time.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Writes what became of batches, many in one transaction: while one is being committed, the next
 * ones gather. Nobody waits for it; what it does not get to write is sent again when its lease runs
 * out, and marked.
 *
 * <p>Any thread adds; one thread of its own writes.
 */
final class OutcomeWriter {

  private static final System.Logger LOG = System.getLogger("io.pikabus.outbox");

  private static final int AT_ONCE = 500;

  /** While the database is away, the rest is left to the leases. */
  private static final int MOST_WAITING = 100_000;

  /** After the first failure. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final Duration LOOK = Duration.ofMillis(200);

  private final Database database;
  private final OutboxTables tables;
  private final Runnable nudge;
  private final BlockingQueue<BatchOutcome> waiting = new LinkedBlockingQueue<>(MOST_WAITING);

  private final Repetitions notWritten = new Repetitions(3);

  private volatile boolean closing;

  /**
   * Does not begin yet.
   *
   * @param nudge tells the relay that there is something for it
   */
  OutcomeWriter(Database database, OutboxTables tables, Runnable nudge) {
    this.database = database;
    this.tables = tables;
    this.nudge = nudge;
  }

  void add(BatchOutcome batchOutcome) {
    if (!waiting.offer(batchOutcome)) {
      LOG.log(System.Logger.Level.DEBUG, "Batch {0} is left to its lease.", batchOutcome.batch());
    }
  }

  /** Writes until it is closed and nothing waits; tries once more then. */
  void run() {
    List<BatchOutcome> group = new ArrayList<>();
    try {
      while (!closing || !waiting.isEmpty()) {
        BatchOutcome first = waiting.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        group.add(first);
        waiting.drainTo(group, AT_ONCE - 1);
        int failures = 0;
        while (!isWritten(group) && !closing) {
          rest(Backoff.alone(PAUSE, ++failures));
          if (isDatabaseThere()) {
            // Then it is about one of them, which must not hold up the others.
            writeOneByOne(group);
            break;
          }
        }
        if (group.stream().anyMatch(BatchOutcome::callsForRelay)) {
          nudge.run();
        }
        group.clear();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void rest(Duration pause) throws InterruptedException {
    Deadline end = Deadline.in(pause);
    while (!closing && !end.isOver()) {
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    }
  }

  private boolean isWritten(List<BatchOutcome> group) throws InterruptedException {
    try {
      return database.alone(
          connection -> {
            tables.outbox(connection).settle(connection, group, database.now());
            return true;
          });
    } catch (SQLException | RuntimeException refused) {
      notWritten
          .next(refused.getClass().getName())
          .ifPresent(
              more ->
                  LOG.log(
                      System.Logger.Level.WARNING,
                      "What became of {0} batches of the outbox could not be written: {1}. It is tried again; until then they may be sent again, marked.{2}",
                      group.size(),
                      Printable.of(refused.getMessage()),
                      more));
      return false;
    }
  }

  private boolean isDatabaseThere() throws InterruptedException {
    try {
      return database.alone(connection -> connection.isValid(1));
    } catch (SQLException | RuntimeException away) {
      return false;
    }
  }

  private void writeOneByOne(List<BatchOutcome> group) throws InterruptedException {
    for (BatchOutcome each : group) {
      if (!isWritten(List.of(each))) {
        LOG.log(
            System.Logger.Level.ERROR,
            "Batch {0} is left to its lease; it will be sent again, marked.",
            each.batch());
      }
    }
  }

  void close() {
    closing = true;
  }
}
