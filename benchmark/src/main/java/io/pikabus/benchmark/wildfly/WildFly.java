package io.pikabus.benchmark.wildfly;

import io.pikabus.benchmark.Agent;
import io.pikabus.benchmark.agent.BrokerAddress;
import io.pikabus.benchmark.agent.Measurement;
import io.pikabus.benchmark.agent.Order;
import io.pikabus.benchmark.wildfly.application.Door;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.wildfly.core.launcher.StandaloneCommandBuilder;

/** A server with applications in it, on loopback and in a folder of its own. For one thread. */
final class WildFly {

  private static final Path HOME = Path.of("../server-config/wildfly/target/server");

  /** Where {@code bench} copies the provisioned {@code standalone} to. */
  private static final Path FOLDER = Path.of("target/wildfly");

  private static final String LOOPBACK = "127.0.0.1";

  /** As much as the other contestants have. */
  private static final String MEMORY = "-Xmx768m";

  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration ORDER = Duration.ofMinutes(5);

  private final Process process;
  private final int port;
  private final HttpClient http = HttpClient.newHttpClient();

  private WildFly(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Returns when the applications are deployed. It ends with this JVM. */
  static WildFly start(BrokerAddress broker, WebArchive... applications)
      throws IOException, InterruptedException {
    Path deployments = FOLDER.resolve("deployments");
    if (!Files.isDirectory(HOME) || !Files.isDirectory(deployments)) {
      throw new IllegalStateException(
          "There is no WildFly in %s, or no copy of its folder 'standalone' in %s; ./bench provisions and copies."
              .formatted(HOME, FOLDER));
    }
    for (WebArchive application : applications) {
      application
          .as(ZipExporter.class)
          .exportTo(deployments.resolve(application.getName()).toFile());
    }
    int port = freePort();
    ProcessBuilder builder =
        new ProcessBuilder(
                StandaloneCommandBuilder.of(HOME.toAbsolutePath().normalize())
                    .setJavaHome(System.getProperty("java.home"))
                    .setBaseDirectory(FOLDER.toAbsolutePath())
                    .setJavaOptions(MEMORY, Agent.LASTING_COMPILERS)
                    .setBindAddressHint(LOOPBACK)
                    .setBindAddressHint("management", LOOPBACK)
                    .addServerArgument("-Djboss.http.port=" + port)
                    .addServerArgument("-Djboss.management.http.port=" + freePort())
                    .addServerArgument("-Djboss.tx.node.id=pikabus-benchmark")
                    .build())
            .redirectErrorStream(true)
            .redirectOutput(FOLDER.resolve("console.log").toFile());
    builder.environment().putAll(settings(broker));
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    WildFly server = new WildFly(process, port);
    for (WebArchive application : applications) {
      server.awaitDeployed(deployments.resolve(application.getName()));
    }
    return server;
  }

  /** Not on the command line, which anybody on the machine can read. */
  private static Map<String, String> settings(BrokerAddress broker) {
    return Map.of(
        "MP_MESSAGING_CONNECTOR_PIKABUS_HOST", broker.host(),
        "MP_MESSAGING_CONNECTOR_PIKABUS_PORT", String.valueOf(broker.port()),
        "MP_MESSAGING_CONNECTOR_PIKABUS_USERNAME", broker.user(),
        "MP_MESSAGING_CONNECTOR_PIKABUS_PASSWORD", broker.password(),
        "MP_MESSAGING_CONNECTOR_PIKABUS_VIRTUAL_HOST", broker.vhost());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
      return socket.getLocalPort();
    }
  }

  /** By the marks that the server makes beside an archive. */
  private void awaitDeployed(Path archive) throws InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!Files.exists(archive.resolveSibling(archive.getFileName() + ".deployed"))) {
      if (!process.isAlive()
          || System.nanoTime() > deadline
          || Files.exists(archive.resolveSibling(archive.getFileName() + ".failed"))) {
        throw new IllegalStateException(
            "WildFly did not deploy %s; more in %s.".formatted(archive, FOLDER.resolve("log")));
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** Has the application that the order names do it. */
  Measurement run(Order order) throws IOException, InterruptedException {
    URI door = URI.create("http://%s:%d/%s%s".formatted(LOOPBACK, port, order.name(), Door.PATH));
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(door)
                .timeout(ORDER)
                .POST(HttpRequest.BodyPublishers.ofString(order.toString()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IllegalStateException(
          "WildFly answered the order '%s' with %d; more in %s."
              .formatted(order, response.statusCode(), FOLDER.resolve("log")));
    }
    return Measurement.parse(response.body());
  }
}
