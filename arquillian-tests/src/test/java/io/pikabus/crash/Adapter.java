package io.pikabus.crash;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * {@code pikabus.rar} in a server, as its documentation says, and an XA datasource on PostgreSQL.
 */
enum Adapter {
  WILDFLY("java:/eis/pikabus", "java:jboss/datasources/PikaBusXA") {
    @Override
    void install(Seat seat) throws IOException {
      String end = "stop-embedded-server\n";
      commands(
          seat,
          // One virtual machine for both.
          Files.readString(example("wildfly", "resource-adapter.cli")).replace(end, "")
              + Files.readString(example("wildfly", "postgresql-xa.cli"))
                  .replace("embed-server\nbatch", "batch"));
      Path configuration = seat.folder().resolve("configuration/standalone.xml");
      // The application is found sooner.
      Files.writeString(
          configuration,
          Files.readString(configuration)
              .replace("scan-interval=\"5000\"", "scan-interval=\"500\""));
    }

    /** As an administrator does it, who has the archive in the folder where he stands. */
    private static void commands(Seat seat, String commands) throws IOException {
      Path script = Files.writeString(seat.folder().resolve("commands.cli"), commands);
      Path output = seat.folder().resolve("commands.log");
      ProcessBuilder builder =
          new ProcessBuilder(
              Server.WILDFLY.home().resolve("bin/jboss-cli.sh").toString(),
              "-Djboss.server.base.dir=" + seat.folder(),
              "--file=" + script);
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      Process process =
          builder
              .directory(ARCHIVE.getParent().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
              .start();
      try {
        if (!process.waitFor(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS)
            || process.exitValue() != 0) {
          throw new IllegalStateException(
              "WildFly does not take the commands: " + Files.readString(output));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      } finally {
        process.destroyForcibly();
      }
    }
  },

  LIBERTY("eis/pikabus", "jdbc/work") {
    @Override
    void install(Seat seat) throws IOException {
      Files.copy(ARCHIVE, seat.folder().resolve("shared/resources").resolve("pikabus.rar"));
      Path configuration = libertyServer(seat).resolve("configDropins");
      Path defaults = Files.createDirectories(configuration.resolve("defaults"));
      Files.copy(
          example("liberty", "resource-adapter.xml"), defaults.resolve("resource-adapter.xml"));
      Path overrides = Files.createDirectories(configuration.resolve("overrides"));
      Files.writeString(overrides.resolve("work.xml"), configuration(seat.database()));
    }

    private static String configuration(WorkDatabase database) {
      return """
      <server>
        <dataSource jndiName="jdbc/work" type="javax.sql.XADataSource">
          <jdbcDriver libraryRef="jdbc-drivers"/>
          <properties.postgresql URL="%s" user="%s" password="%s"/>
        </dataSource>
      </server>
      """
          .formatted(database.url(), database.user(), database.password());
    }

    @Override
    void announce(WebArchive application, Seat seat) throws IOException {
      boolean bundles = !application.getContent(Filters.include("/WEB-INF/lib/.*")).isEmpty();
      Files.writeString(
          libertyApplication(seat),
          """
          <server>
            <webApplication location="%s">%s</webApplication>
          </server>
          """
              .formatted(
                  application.getName(),
                  bundles ? "" : "<classloader classProviderRef=\"pikabus\"/>"));
    }
  };

  private static final Path ARCHIVE =
      Path.of(System.getProperty("pikabus.rar", "pikabus.rar")).toAbsolutePath().normalize();

  private final String factory;
  private final String datasource;

  Adapter(String factory, String datasource) {
    this.factory = factory;
    this.datasource = datasource;
  }

  static Adapter on(Server server) {
    return valueOf(server.name());
  }

  /** Puts it into a server that is laid out and does not run. */
  abstract void install(Seat seat) throws IOException;

  /**
   * Tells the server of an application that is where it looks for them. One that bundles no
   * libraries sees the adapter's classes.
   */
  void announce(WebArchive application, Seat seat) throws IOException {}

  /** What the server is told from outside, as its configuration expects it. */
  Map<String, String> environment(Seat seat) {
    return seat.adapterBroker().map(broker -> environment(seat, broker)).orElse(Map.of());
  }

  private Map<String, String> environment(Seat seat, URI broker) {
    return Map.of(
        "PIKABUS_URL", broker.toString(),
        "PIKABUS_JDBC_URL", seat.database().url(),
        "PIKABUS_JDBC_USER", seat.database().user(),
        "PIKABUS_JDBC_PASSWORD", seat.database().password(),
        "WORK_BUS", factory,
        "WORK_DATASOURCE", datasource);
  }

  /** What users copy. */
  private static Path example(String server, String file) {
    return Path.of("..", "..", "server-config", server, file);
  }

  /** Where Open Liberty reads which application uses the adapter. */
  static Path libertyApplication(Seat seat) {
    return libertyServer(seat).resolve("configDropins/overrides/application.xml");
  }

  /** Where Open Liberty has what it knows of a server. */
  static Path libertyServer(Seat seat) {
    return seat.folder().resolve("servers").resolve(seat.name());
  }
}
