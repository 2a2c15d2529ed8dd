package io.pikabus.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.wildfly.core.launcher.StandaloneCommandBuilder;

/** Which server is killed: how it is laid out and started, and where rules find its ways. */
enum Server {
  WILDFLY("WildFly") {
    @Override
    void configure(Seat seat) throws IOException {
      Path target = Files.createDirectories(seat.folder().resolve("configuration"));
      try (Stream<Path> files = Files.list(home().resolve("standalone/configuration"))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.copy(file, target.resolve(file.getFileName()));
        }
      }
      Path configuration = target.resolve("standalone.xml");
      Files.writeString(
          configuration,
          replaced(
              replaced(
                  Files.readString(configuration),
                  "<drivers>",
                  datasource(seat.database()) + "<drivers>"),
              "datasource=\"java:jboss/datasources/ExampleDS\"",
              "datasource=\"%s\"".formatted(DATASOURCE)));
    }

    private static String replaced(String text, String part, String replacement) {
      if (!text.contains(part)) {
        throw new IllegalStateException("No " + part + " in the configuration of WildFly");
      }
      return text.replace(part, replacement);
    }

    private static String datasource(WorkDatabase database) {
      return """
          <datasource jndi-name="%s" pool-name="Work">
            <connection-url>%s</connection-url>
            <driver>%s</driver>
            <security user-name="%s" password="%s"/>
            <validation>
              <valid-connection-checker
                  class-name="org.jboss.jca.adapters.jdbc.extensions.novendor.JDBC4ValidConnectionChecker"/>
              <validate-on-match>true</validate-on-match>
            </validation>
          </datasource>
          """
          .formatted(
              DATASOURCE, database.url(), database.driver(), database.user(), database.password());
    }

    @Override
    ProcessBuilder process(Seat seat) {
      // What its own start script does; but one process, so that a kill hits the server.
      return new ProcessBuilder(
          StandaloneCommandBuilder.of(home())
              .setJavaHome(System.getProperty("java.home"))
              .setBaseDirectory(seat.folder())
              .setJavaOptions(SHORT_LIFE)
              .addJavaOption("-Djboss.modules.system.pkgs=" + BYTEMAN)
              .addJavaOption(seat.byteman().agent())
              .setBindAddressHint(ServerProcess.LOOPBACK)
              .setBindAddressHint("management", ServerProcess.LOOPBACK)
              .addServerArgument("-Djboss.http.port=" + seat.httpPort())
              .addServerArgument("-Djboss.management.http.port=" + seat.managementPort())
              .addServerArgument("-Djboss.tx.node.id=" + seat.name())
              .build());
    }

    @Override
    Path deployments(Seat seat) {
      return seat.folder().resolve("deployments");
    }

    @Override
    List<Path> leftovers(Seat seat) {
      // A killed server leaves its unpacked applications, and marks beside the archives.
      return List.of(seat.folder().resolve("tmp"), deployments(seat));
    }

    @Override
    boolean hasRefused(String application, Seat seat) {
      return Files.exists(deployments(seat).resolve(application + ".failed"));
    }

    @Override
    Path log(Seat seat) {
      return seat.folder().resolve("log/server.log");
    }

    @Override
    int healthPort(Seat seat) {
      return seat.managementPort();
    }
  },

  LIBERTY("Open Liberty") {
    @Override
    void configure(Seat seat) throws IOException {
      Path from = home().resolve("usr");
      Path server = Files.createDirectories(Adapter.libertyServer(seat));
      Files.copy(from.resolve("servers/defaultServer/server.xml"), server.resolve("server.xml"));
      Folders.copy(from.resolve("shared"), seat.folder().resolve("shared"));
      Files.write(
          server.resolve("jvm.options"),
          Stream.concat(Stream.of(SHORT_LIFE), Stream.of(seat.byteman().agent())).toList());
      Files.writeString(
          server.resolve("bootstrap.properties"),
          "org.osgi.framework.bootdelegation=%s,%s.*%n".formatted(BYTEMAN, BYTEMAN));
    }

    @Override
    ProcessBuilder process(Seat seat) {
      // The script becomes the server, so that a kill hits it.
      ProcessBuilder process =
          new ProcessBuilder(home().resolve("bin/server").toString(), "run", seat.name());
      process
          .environment()
          .putAll(
              Map.of(
                  "JAVA_HOME",
                  System.getProperty("java.home"),
                  "WLP_USER_DIR",
                  seat.folder().toString(),
                  "HTTP_PORT",
                  String.valueOf(seat.httpPort()),
                  "PIKABUS_JDBC_URL",
                  seat.database().url(),
                  "PIKABUS_JDBC_USER",
                  seat.database().user(),
                  "PIKABUS_JDBC_PASSWORD",
                  seat.database().password()));
      return process;
    }

    @Override
    Path deployments(Seat seat) {
      // Only what server.xml names can be given the classes of the resource adapter.
      return Adapter.libertyServer(seat)
          .resolve(seat.adapterBroker().isPresent() ? "apps" : "dropins");
    }

    @Override
    List<Path> leftovers(Seat seat) {
      return List.of(deployments(seat), Adapter.libertyApplication(seat));
    }

    @Override
    boolean hasRefused(String application, Seat seat) {
      // Only its log says so.
      return false;
    }

    @Override
    Path log(Seat seat) {
      return Adapter.libertyServer(seat).resolve("logs/messages.log");
    }

    @Override
    int healthPort(Seat seat) {
      return seat.httpPort();
    }
  };

  private static final String DATASOURCE = "java:jboss/datasources/Work";

  /** Classes of the agent, which rules in classes of any loader call. */
  private static final String BYTEMAN = "org.jboss.byteman";

  /** Starts in half the time, and lives too short to need the better compiler. */
  private static final String[] SHORT_LIFE = {
    "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"
  };

  private final String shown;

  Server(String shown) {
    this.shown = shown;
  }

  /** The one that this run is about. */
  static Server ofThisRun() {
    return valueOf(System.getProperty("arquillian.launch").toUpperCase(Locale.ROOT));
  }

  /** Where it is installed. Nothing there is changed. */
  Path home() {
    return Path.of(System.getProperty(name().toLowerCase(Locale.ROOT) + ".home"));
  }

  /** Lays it out, with the database as the default datasource. */
  abstract void configure(Seat seat) throws IOException;

  /** How it is started. */
  abstract ProcessBuilder process(Seat seat);

  /** Where it looks for applications. */
  abstract Path deployments(Seat seat);

  /** What goes before it is started again. */
  abstract List<Path> leftovers(Seat seat);

  /** Whether it is known that it does not start an application. */
  abstract boolean hasRefused(String application, Seat seat);

  abstract Path log(Seat seat);

  /** Where it answers whoever asks for its health. */
  abstract int healthPort(Seat seat);

  /** Rules with the names of this server's classes and methods. */
  String named(String rules) {
    return Hooks.of(this).named(rules);
  }

  @Override
  public String toString() {
    return shown;
  }
}
