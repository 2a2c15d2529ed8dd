package io.pikabus.postgresql.node;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL cluster of our own on this machine: own data, own port on loopback, own password,
 * UTF-8, prepared transactions allowed, every commit flushed to disk. It can be killed, stopped and
 * started again with the same data and port. Where this JVM runs as root, it runs as the user
 * postgres or nobody.
 *
 * <p>Safe for use by several threads; what changes the cluster's state happens one after the other.
 * Every method that waits throws IllegalStateException if its thread is interrupted. When the JVM
 * ends, a cluster that was not closed ends with it; a JVM that is killed leaves it running.
 */
public final class PrivatePostgres implements AutoCloseable {

  private static final Duration START_PATIENCE = Duration.ofMinutes(1);
  private static final Duration CONNECTION_ATTEMPT = Duration.ofSeconds(10);
  private static final String FIRST_DATABASE = "postgres";

  private final ServerPrograms programs;
  private final LoopbackPort port;
  private final String password;
  private volatile @Nullable ServerProcess server;
  private volatile boolean ended;

  private PrivatePostgres(ServerPrograms programs, LoopbackPort port, String password) {
    this.programs = programs;
    this.port = port;
    this.password = password;
  }

  /**
   * A new cluster that runs and answers.
   *
   * @param directory a build folder such as {@code target/postgresql}; made if absent; the
   *     cluster's own folder is made below it, its data elsewhere if its user cannot get there
   * @throws IllegalStateException if PostgreSQL is not on this machine, or does not start; the
   *     message says why and what to do
   * @throws java.io.UncheckedIOException if the folder cannot be written
   */
  public static PrivatePostgres create(Path directory) {
    PostgresInstallation installation = PostgresInstallation.ofThisMachine();
    ServerUser user = ServerUser.choose();
    ServerPrograms programs =
        new ServerPrograms(installation, ClusterFiles.create(directory, user), user);
    // A password of its own: no other server can be taken for this one.
    String password = UUID.randomUUID().toString().replace("-", "");
    PrivatePostgres cluster = new PrivatePostgres(programs, LoopbackPort.choose(), password);
    RunningClusters.add(cluster);
    try {
      programs.initialise(password, cluster.port);
      cluster.start();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** Whether this machine has what {@link #create(Path)} needs. */
  public static boolean isInstalled() {
    return PostgresInstallation.find().isPresent();
  }

  /**
   * Starts the cluster, unless it runs, with the data it has. Returns when it answers.
   *
   * @throws IllegalStateException if it was closed, if its port is taken, or if it does not answer
   *     within a minute; the message then shows the end of its log
   */
  public synchronized void start() {
    if (isRunning()) {
      return;
    }
    if (ended) {
      throw new IllegalStateException(describe() + " was closed; create another one");
    }
    if (!port.isFree()) {
      throw new IllegalStateException(
          "Asked to start %s, found the port in use by another process; end that process, or create another cluster, which chooses another port"
              .formatted(describe()));
    }
    Progress.say("starting " + describe());
    long begin = System.nanoTime();
    ServerProcess started = new ServerProcess(programs.launch(), programs.files());
    // Noted before it is waited for, so that end() finds it at any moment.
    server = started;
    try {
      if (ended) {
        throw new IllegalStateException("The cluster was ended while it was being started");
      }
      awaitAnswer(started);
    } catch (IllegalStateException e) {
      started.kill();
      throw new IllegalStateException(e.getMessage() + programs.files().tailOfLog(), e);
    }
    Progress.say(describe() + " answers after " + (System.nanoTime() - begin) / 1_000_000 + " ms");
  }

  private void awaitAnswer(ServerProcess started) {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    while (true) {
      try (Connection connection = connect()) {
        if (connection.isValid((int) CONNECTION_ATTEMPT.toSeconds())) {
          return;
        }
      } catch (SQLException e) {
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException(
              "%s does not answer after %d s".formatted(describe(), START_PATIENCE.toSeconds()), e);
        }
      }
      if (!started.isRunning()) {
        throw new IllegalStateException(describe() + " ended before it answered");
      }
      Pause.shortly();
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), user(), password());
  }

  /**
   * Stops the cluster in good order, unless it does not run: connections are closed, their
   * transactions rolled back; what was committed or prepared stays.
   *
   * @throws IllegalStateException if it still runs after a minute
   */
  public synchronized void stop() {
    ServerProcess running = server;
    if (running == null || !running.isRunning()) {
      return;
    }
    programs.stop();
    if (!running.endsWithin(CONNECTION_ATTEMPT)) {
      throw new IllegalStateException(describe() + " was stopped, but its process is still there");
    }
    Progress.say("stopped " + describe());
  }

  /**
   * Ends all of the cluster's processes with SIGKILL, as a crash would, unless it does not run. Its
   * data stays as it is on disk. Returns when they are gone.
   */
  public synchronized void kill() {
    ServerProcess running = server;
    if (running != null && running.isRunning()) {
      running.kill();
      Progress.say("killed " + describe());
    }
  }

  /**
   * Stops all of the cluster's processes with SIGSTOP: connections stay open, and nothing answers.
   *
   * @throws IllegalStateException if they cannot be sent the signal
   */
  public synchronized void freeze() {
    signal("-STOP");
  }

  /**
   * Lets the processes that {@link #freeze()} stopped go on.
   *
   * @throws IllegalStateException if they cannot be sent the signal
   */
  public synchronized void thaw() {
    signal("-CONT");
  }

  private void signal(String signal) {
    List<String> command = new ArrayList<>(List.of("kill", signal));
    processes().map(process -> String.valueOf(process.pid())).forEach(command::add);
    try {
      // Not its exit code: a backend may have ended since it was listed.
      new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new IllegalStateException("The command kill could not be started", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while sending " + signal, e);
    }
  }

  /** {@link #stop()}, then {@link #start()}. */
  public synchronized void restart() {
    stop();
    start();
  }

  /** Whether the server's process is there. */
  public boolean isRunning() {
    ServerProcess last = server;
    return last != null && last.isRunning();
  }

  /** The JDBC URL of the database that every cluster has. Without user and password. */
  public String jdbcUrl() {
    return jdbcUrl(FIRST_DATABASE);
  }

  /**
   * The JDBC URL of a database. Without user and password.
   *
   * @param database its name, be there such a database or not
   */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://" + LoopbackPort.ADDRESS + ":" + port.number() + "/" + database;
  }

  /** The superuser, who may connect to every database and make new ones. */
  public String user() {
    return ServerPrograms.SUPERUSER;
  }

  /** The password of {@link #user()}: letters and digits. */
  public String password() {
    return password;
  }

  /** The TCP port on 127.0.0.1 where clients connect; the same for the cluster's whole life. */
  public int port() {
    return port.number();
  }

  /**
   * Makes an empty database.
   *
   * @param name of at most 63 lower-case letters, digits and underscores, no digit first
   * @return its {@link #jdbcUrl(String)}
   * @throws IllegalArgumentException if it may not be named like that
   * @throws SQLException if there is one of this name, or the cluster does not answer
   */
  public String createDatabase(String name) throws SQLException {
    if (!name.matches("[a-z_][a-z0-9_]{0,62}")) {
      throw new IllegalArgumentException(
          "A database cannot be named '%s'; use lower-case letters, digits and underscores"
              .formatted(name));
    }
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return jdbcUrl(name);
  }

  /** One line that says what this is and where. Never contains the password. */
  public String describe() {
    return "private PostgreSQL %son %s:%d (data in %s)"
        .formatted(
            programs.user().isAnother() ? "of user " + programs.user().name() + " " : "",
            LoopbackPort.ADDRESS,
            port.number(),
            programs.files().shownHome());
  }

  Path data() {
    return programs.files().data();
  }

  Stream<ProcessHandle> processes() {
    ServerProcess last = server;
    return last == null ? Stream.empty() : last.processes();
  }

  /** Ends the cluster and deletes its data. Its log stays. Does nothing the second time. */
  @Override
  public synchronized void close() {
    if (!ended) {
      end();
      RunningClusters.remove(this);
    }
  }

  /** Ends all, for good. Waits for no lock: at the JVM's end, a start may be under way. */
  void end() {
    ended = true;
    ServerProcess last = server;
    if (last != null && last.isRunning()) {
      endAtOnce(last);
    }
    programs.files().deleteHome();
  }

  private void endAtOnce(ServerProcess running) {
    try {
      programs.abort();
      running.endsWithin(CONNECTION_ATTEMPT);
    } catch (IllegalStateException e) {
      // It was just being started or stopped.
      running.kill();
    }
  }
}
