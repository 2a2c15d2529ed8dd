package io.pikabus.jta;

import io.pikabus.fixtures.postgresql.PrivatePostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/** A kind of database, of which any number of empty ones can be had. */
enum Engine {
  H2("org.h2.jdbcx.JdbcDataSource", "org.h2.Driver") {
    @Override
    Database create() {
      return new Database(
          this, "jdbc:h2:mem:pikabus" + number() + ";DB_CLOSE_DELAY=-1", "sa", "sa");
    }
  },
  POSTGRESQL("org.postgresql.xa.PGXADataSource", "org.postgresql.Driver") {
    @Override
    Database create() {
      Assumptions.assumeTrue(
          PrivatePostgres.isInstalled(),
          "PostgreSQL is not on this machine; fixtures/postgresql/install installs it");
      try {
        PrivatePostgres cluster = Cluster.CLUSTER;
        return new Database(
            this, cluster.createDatabase("pikabus" + number()), cluster.user(), cluster.password());
      } catch (SQLException refused) {
        throw new IllegalStateException(refused);
      }
    }
  };

  /** The one that all tests of the JVM share. It ends with the JVM. */
  private static final class Cluster {
    static final PrivatePostgres CLUSTER = PrivatePostgres.create(Path.of("target", "postgresql"));
  }

  /** The cluster of {@link #POSTGRESQL}; whoever stops it starts it again. */
  static PrivatePostgres cluster() {
    return Cluster.CLUSTER;
  }

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final String xaDataSource;
  private final String driver;

  Engine(String xaDataSource, String driver) {
    this.xaDataSource = xaDataSource;
    this.driver = driver;
  }

  private static int number() {
    return NUMBERS.incrementAndGet();
  }

  /** A new one that nobody else uses. */
  abstract Database create();

  /** The class that makes its connections. */
  Class<?> provider(boolean xa) {
    try {
      return Class.forName(xa ? xaDataSource : driver);
    } catch (ClassNotFoundException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
