package io.pikabus.outbox;

import io.pikabus.UnavailableException;
import io.pikabus.text.Printable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * The application's database, and its time: that of the database, as far as it can be known without
 * asking each time, so that nodes whose clocks differ agree on their leases. Called from any
 * thread.
 */
final class Database {

  private final Supplier<DataSource> source;
  private volatile Executor context = Runnable::run;
  private volatile long ahead;

  /** Changes under the monitor: who asks must not overwrite what another one learnt. */
  private volatile Circuit circuit = Circuit.CLOSED;

  /** When each question was put that is not answered, in terms of {@link System#nanoTime}. */
  private final Map<Object, Long> asked = new ConcurrentHashMap<>();

  /**
   * Asks for nothing yet.
   *
   * @param source asked each time: at first it may not be there
   */
  Database(Supplier<DataSource> source) {
    this.source = source;
  }

  /**
   * From now on works alone within the container's context: once for each work, since some
   * containers keep a connection for as long as a context lasts.
   */
  void within(Executor newContext) {
    context = newContext;
  }

  /** Work with a connection. */
  interface Work<T> {
    T with(Connection connection) throws SQLException, InterruptedException;
  }

  /**
   * Works as part of the calling thread's transaction, on the connection that the transaction uses
   * already if the container shares it.
   */
  <T> T joining(Work<T> work) throws SQLException {
    try (Connection connection = connect()) {
      return work.with(connection);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new SQLException("The thread was interrupted.", interrupted);
    }
  }

  /** Works in a transaction of its own. The calling thread must have none of the container's. */
  <T> T alone(Work<T> work) throws SQLException, InterruptedException {
    Object question = new Object();
    asked.put(question, System.nanoTime());
    try {
      return answer(work);
    } finally {
      asked.remove(question);
    }
  }

  /** Likewise, for reading that goes on as quickly as the broker takes what is read. */
  <T> T streaming(Work<T> work) throws SQLException, InterruptedException {
    return answer(work);
  }

  /** How long the oldest question of ours has waited for its answer. */
  Duration silence() {
    long now = System.nanoTime();
    return Duration.ofNanos(
        asked.values().stream().mapToLong(each -> Math.max(0, now - each)).max().orElse(0));
  }

  private <T> T answer(Work<T> work) throws SQLException, InterruptedException {
    FutureTask<T> task = new FutureTask<>(() -> inOwnTransaction(work));
    context.execute(task);
    try {
      return task.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof SQLException refused) {
        throw refused;
      }
      if (failed.getCause() instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      if (failed.getCause() instanceof RuntimeException fault) {
        throw fault;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }

  private <T> T inOwnTransaction(Work<T> work) throws SQLException, InterruptedException {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      try {
        T result = work.with(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException | InterruptedException failure) {
        rollBack(connection, failure);
        throw failure;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  private Connection connect() throws SQLException {
    long begin = System.nanoTime();
    try {
      Connection connection = source.get().getConnection();
      set(Circuit.CLOSED);
      return connection;
    } catch (SQLException | RuntimeException none) {
      long now = System.nanoTime();
      set(Circuit.failed(now, Duration.ofNanos(now - begin), Printable.of(none.getMessage())));
      throw none;
    }
  }

  private synchronized void set(Circuit outcome) {
    circuit = outcome;
  }

  /**
   * Says at once what waiting for a connection would say later.
   *
   * @throws UnavailableException while no connection can be had, but for one caller after each
   *     pause
   */
  synchronized void requireConnections() {
    expectConnections();
    circuit = circuit.asked(System.nanoTime());
  }

  /** Likewise, for somebody who does not ask for one yet. */
  void expectConnections() {
    long now = System.nanoTime();
    Circuit present = circuit;
    if (present.isOpen(now)) {
      throw unavailable(present, now);
    }
  }

  private static UnavailableException unavailable(Circuit circuit, long now) {
    return new UnavailableException(
        "The database of the outbox gives no connections: %s. It is asked again in %d ms; until then nothing waits for it."
            .formatted(circuit.reason(), TimeUnit.NANOSECONDS.toMillis(circuit.next() - now)),
        null);
  }

  private static void rollBack(Connection connection, Exception failure) {
    try {
      connection.rollback();
    } catch (SQLException lost) {
      failure.addSuppressed(lost);
    }
  }

  /** Looks how far the database's clock is ahead of ours. */
  void compareClocks(Connection connection, Dialect dialect) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(dialect.now());
        ResultSet found = statement.executeQuery()) {
      found.next();
      ahead = found.getLong(1) - System.currentTimeMillis();
    }
  }

  /** Milliseconds since 1970 by the database's clock. */
  long now() {
    return System.currentTimeMillis() + ahead;
  }
}
