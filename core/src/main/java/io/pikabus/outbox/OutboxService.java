package io.pikabus.outbox;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.ConfigurationException;
import io.pikabus.OutboxStatus;
import io.pikabus.UnavailableException;
import io.pikabus.config.OutboxSettings;
import io.pikabus.recovery.Backoff;
import io.pikabus.store.BrokerRegistry;
import io.pikabus.text.Printable;
import io.pikabus.thread.RunningWork;
import io.pikabus.thread.Threads;
import io.pikabus.transaction.Inbox;
import io.pikabus.transaction.MessageStore;
import io.pikabus.transaction.PostCommitSender;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * The outbox and the inbox of a deployment with the two threads that they need: one relays, counts
 * and cleans; one settles. Storing works before {@link #start} and after {@link #close}; what is
 * stored then is sent by whoever comes next.
 *
 * <p>Called from any thread.
 */
public final class OutboxService implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus.outbox");

  /** Between two looks whether a broker that was away is back. */
  private static final Duration RECONNECTION = Duration.ofMillis(200);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final OutboxSettings settings;
  private final BrokerRegistry brokers;
  private final Database database;
  private final OutboxTables tables;
  private final OutcomeWriter outcomeWriter;
  private final NameLeases names;
  private final Relay relay;
  private final Outbox outbox;
  private final JdbcInbox inbox;
  private final OutboxMonitor monitor;
  private final Semaphore nudges = new Semaphore(0);
  private final Threads threads;

  @GuardedBy("this")
  private final List<RunningWork> begun = new ArrayList<>();

  private volatile boolean running = true;

  /**
   * Does nothing yet.
   *
   * @param source asked each time: it may not be there before the application is up
   * @param threads for the two
   */
  public OutboxService(
      OutboxSettings settings,
      BrokerRegistry brokers,
      PostCommitSender dispatch,
      Supplier<DataSource> source,
      Threads threads) {
    this.threads = threads;
    this.settings = settings;
    this.brokers = brokers;
    this.database = new Database(source);
    this.tables = new OutboxTables(settings.tablePrefix());
    this.outcomeWriter = new OutcomeWriter(database, tables, this::nudge);
    this.names = new NameLeases(settings, brokers, database, tables);
    this.relay = new Relay(settings, brokers, dispatch, database, tables, outcomeWriter, names);
    this.outbox =
        new Outbox(
            settings, brokers, dispatch, database, tables, outcomeWriter, names, this::nudge);
    this.inbox = new JdbcInbox(settings, database, tables);
    this.monitor = new OutboxMonitor(brokers, database, tables, names);
  }

  /** Where messages are stored. */
  public MessageStore store() {
    return outbox;
  }

  /** Where it is noted which messages came. */
  public Inbox inbox() {
    return inbox;
  }

  /**
   * What lies in the table.
   *
   * @return empty before the first look
   */
  public Optional<OutboxStatus> status() {
    return monitor.status();
  }

  /**
   * Prepares the tables and begins to send what lies in them. The calling thread must have no
   * transaction. Does nothing the second time.
   *
   * @param context runs work on the thread that gives it, within the container's context
   * @throws ConfigurationException when the tables or the datasource cannot be used
   */
  public synchronized void start(Executor context) {
    if (!begun.isEmpty() || !running) {
      return;
    }
    try {
      Dialect dialect = database.alone(tables::dialect);
      new Schema(settings, tables, dialect).prepare(database);
      database.alone(
          connection -> {
            database.compareClocks(connection, dialect);
            return true;
          });
    } catch (SQLException | IllegalStateException | UnavailableException refused) {
      throw new ConfigurationException(
          List.of(
              "outbox.datasource = '%s' cannot be used: %s"
                  .formatted(settings.datasource(), Printable.of(refused.getMessage()))));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return;
    }
    // Without the context: on Liberty, its use on the thread that starts a module fails the start.
    lookForOthers();
    database.within(context);
    begun.add(threads.start("pikabus-outbox-relay", this::relay));
    begun.add(threads.start("pikabus-outbox-settle", outcomeWriter::run));
  }

  /** Before the first message is stored. What fails here is told of by the relay. */
  private void lookForOthers() {
    try {
      names.look();
    } catch (SQLException | RuntimeException later) {
      LOG.log(System.Logger.Level.DEBUG, "Not known yet: {0}", Printable.of(later.getMessage()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void nudge() {
    if (nudges.availablePermits() == 0) {
      nudges.release();
    }
  }

  private void relay() {
    int failures = 0;
    try {
      while (running) {
        boolean more = false;
        try {
          more = relay.sendSome();
          monitor.takeIfDue();
          more |= inbox.cleanIfDue();
          failures = 0;
        } catch (SQLException | RuntimeException refused) {
          LOG.log(
              failures > 0 ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
              "The outbox of datasource {0} cannot be read: {1}. It is tried again until it can.",
              settings.datasource(),
              Printable.of(refused.getMessage()));
          failures++;
          monitor.unknown("The database does not answer: " + Printable.of(refused.getMessage()));
        }
        if (!more && running) {
          await(failures);
        }
      }
      names.release();
    } catch (SQLException | RuntimeException refused) {
      LOG.log(System.Logger.Level.DEBUG, "Its names run out later: {0}", refused.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void await(int failures) throws InterruptedException {
    boolean allReachable = brokers.names().stream().allMatch(brokers::isReachable);
    Duration pause = Backoff.alone(settings.pollInterval(), failures + 1);
    if (failures == 0 && !allReachable) {
      // A nudge says nothing while there is nobody to send to.
      TimeUnit.MILLISECONDS.sleep(Math.min(pause.toMillis(), RECONNECTION.toMillis()));
    } else if (nudges.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
      nudges.drainPermits();
    }
  }

  /** Stops taking up batches; what was taken up goes on. Returns when it has stopped. */
  public void stop() {
    running = false;
    relay.stop();
    nudge();
    join(0);
  }

  /**
   * Writes what became of the messages; to be called when the brokers' clients are closed, so that
   * nothing is under way any more.
   */
  @Override
  public void close() {
    stop();
    outcomeWriter.close();
    join(1);
  }

  private void join(int index) {
    RunningWork work;
    synchronized (this) {
      if (begun.size() <= index) {
        return;
      }
      work = begun.get(index);
    }
    try {
      work.awaitEnd(PATIENCE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
