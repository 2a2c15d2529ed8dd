package io.pikabus.crash;

import io.pikabus.fixtures.postgresql.PrivatePostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** How a database is away from a server that lives. */
enum Absence {
  /** Its process ends in good order. */
  STOPPED {
    @Override
    Return begin(PrivatePostgres database) {
      database.stop();
      return database::start;
    }
  },

  /** SIGKILL to its process. */
  KILLED {
    @Override
    Return begin(PrivatePostgres database) {
      database.kill();
      return database::start;
    }
  },

  /** SIGSTOP to its processes: it takes connections, and answers nothing. */
  HUNG {
    @Override
    Return begin(PrivatePostgres database) {
      database.freeze();
      return database::thaw;
    }
  },

  /** Others have all its connections, and those of the server end. */
  FULL {
    @Override
    Return begin(PrivatePostgres database) throws SQLException {
      List<Connection> grabbed = new ArrayList<>();
      grabbed.add(connect(database));
      // Whoever is quicker: those of the server try it as well.
      for (int refused = 0; refused < 3; ) {
        try {
          grabbed.add(connect(database));
        } catch (SQLException none) {
          refused++;
          execute(grabbed.get(0), endsAllBut(OTHERS));
        }
      }
      return () -> {
        for (Connection each : grabbed) {
          each.close();
        }
      };
    }
  },

  /** It takes no changes, as a replica does. */
  READ_ONLY {
    @Override
    Return begin(PrivatePostgres database) throws SQLException {
      onlyReads(database, "on");
      return () -> onlyReads(database, "off");
    }

    private void onlyReads(PrivatePostgres database, String value) throws SQLException {
      try (Connection connection = connect(database)) {
        execute(connection, "ALTER SYSTEM SET default_transaction_read_only = " + value);
        execute(connection, "SELECT pg_reload_conf()");
        execute(connection, endsAllBut(OTHERS));
      }
    }
  };

  private static final String OTHERS = "others";

  /** Brings it back. */
  interface Return {
    void end() throws SQLException;
  }

  /** Takes it away. */
  abstract Return begin(PrivatePostgres database) throws SQLException;

  private static Connection connect(PrivatePostgres database) throws SQLException {
    return DriverManager.getConnection(
        database.jdbcUrl() + "?ApplicationName=" + OTHERS, database.user(), database.password());
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String endsAllBut(String application) {
    return "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        + " WHERE backend_type = 'client backend' AND application_name <> '"
        + application
        + "'";
  }
}
