package io.pikabus.crash;

import io.pikabus.fixtures.postgresql.PrivatePostgres;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whose database it is. */
enum DatabaseServer {
  /** A file that the killed server itself has open, so that the database dies with it. */
  H2_FILE("H2 file") {
    @Override
    WorkDatabase open(Path folder) {
      // AUTO_SERVER: the test looks into the file while the server has it open.
      // WRITE_DELAY: by default H2 says that it has committed half a second before it writes.
      return new WorkDatabase(
          "h2",
          "jdbc:h2:file:%s/work;AUTO_SERVER=TRUE;WRITE_DELAY=0".formatted(folder.toAbsolutePath()),
          "sa",
          "sa");
    }
  },

  /** A process of its own, which sees its client vanish. */
  POSTGRESQL("PostgreSQL") {
    private @Nullable PrivatePostgres cluster;

    @Override
    boolean isInstalled() {
      return PrivatePostgres.isInstalled();
    }

    @Override
    WorkDatabase open(Path folder) {
      PrivatePostgres opened = PrivatePostgres.create(folder);
      cluster = opened;
      return new WorkDatabase("postgresql", opened.jdbcUrl(), opened.user(), opened.password());
    }

    @Override
    void stop() {
      cluster().stop();
    }

    @Override
    void kill() {
      cluster().kill();
    }

    @Override
    void start() {
      cluster().start();
    }

    private PrivatePostgres cluster() {
      return Objects.requireNonNull(cluster, "It was never opened");
    }

    @Override
    void close() {
      if (cluster != null) {
        cluster.close();
      }
    }
  };

  private final String shown;

  DatabaseServer(String shown) {
    this.shown = shown;
  }

  /** Whether this machine has what {@link #open} needs. */
  boolean isInstalled() {
    return true;
  }

  /**
   * An empty database.
   *
   * @param folder of its own
   */
  abstract WorkDatabase open(Path folder);

  /** Ends its process in good order. */
  void stop() {
    throw inTheServer();
  }

  /** SIGKILL to its process. */
  void kill() {
    throw inTheServer();
  }

  /** Starts its process again, unless it runs, with what it has. */
  void start() {
    throw inTheServer();
  }

  private UnsupportedOperationException inTheServer() {
    return new UnsupportedOperationException(shown + " is no process of its own");
  }

  /** Ends what {@link #open} started. */
  void close() {}

  @Override
  public String toString() {
    return shown;
  }
}
