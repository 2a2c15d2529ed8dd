package io.pikabus.outbox;

import static org.awaitility.Awaitility.await;

import io.pikabus.fixtures.machine.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A MariaDB server of a test's own, on loopback, with its data under the build folder. It has no
 * system tables, since it knows neither users nor grants.
 */
final class PrivateMariaDb implements AutoCloseable {

  private static final String LOOPBACK = "127.0.0.1";

  private final Process server;
  private final int port;

  private PrivateMariaDb(Process server, int port) {
    this.server = server;
    this.port = port;
  }

  static boolean isInstalled() {
    return program().isPresent();
  }

  private static Optional<Path> program() {
    return Stream.of("/usr/sbin/mariadbd", "/usr/bin/mariadbd", "/usr/local/bin/mariadbd")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  static PrivateMariaDb start() throws IOException {
    Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "mariadb");
    Path data = Files.createDirectory(folder.resolve("data")).toAbsolutePath();
    int port = LoopbackPorts.take();
    Process server =
        new ProcessBuilder(
                List.of(
                    program().orElseThrow().toString(),
                    "--no-defaults",
                    "--user=" + System.getProperty("user.name"),
                    "--bind-address=" + LOOPBACK,
                    "--port=" + port,
                    // In the data's folder; a whole path may be too long for a socket.
                    "--socket=socket",
                    "--skip-grant-tables",
                    "--datadir=" + data))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(server::destroyForcibly));
    PrivateMariaDb started = new PrivateMariaDb(server, port);
    await("MariaDB answers; its log is in " + folder)
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .until(() -> started.createDatabase("first").contains("first"));
    return started;
  }

  /** Returns its URL. */
  String createDatabase(String name) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(""));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return url(name);
  }

  private String url(String database) {
    return "jdbc:mariadb://%s:%d/%s?user=root".formatted(LOOPBACK, port, database);
  }

  @Override
  public void close() throws InterruptedException {
    server.destroy();
    if (!server.waitFor(30, TimeUnit.SECONDS)) {
      server.destroyForcibly();
    }
  }
}
