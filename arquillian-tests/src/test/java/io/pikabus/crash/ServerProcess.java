package io.pikabus.crash;

import static io.pikabus.crash.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.wildfly.core.launcher.StandaloneCommandBuilder;

/**
 * A WildFly of our own: own folder, own ports on loopback, own node identifier, Byteman listening
 * inside. It can be killed, or kill itself by a rule, and be started again with what is on its
 * disk. Used by one thread.
 */
final class ServerProcess implements AutoCloseable {

  private static final Path HOME = Path.of(System.getProperty("wildfly.home"));
  private static final String LOOPBACK = "127.0.0.1";
  private static final int LINES_OF_LOG = 60;
  private static final Duration REQUEST = Duration.ofSeconds(60);

  private final String name;
  private final Path folder;
  private final int httpPort;
  private final int managementPort;
  private final Byteman byteman;
  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable Process process;
  private String application = "";

  private ServerProcess(String name, Path folder, List<Integer> ports) {
    this.name = name;
    this.folder = folder;
    this.httpPort = ports.get(0);
    this.managementPort = ports.get(1);
    this.byteman = new Byteman(LOOPBACK, ports.get(2));
  }

  /**
   * Lays out a server that does not run yet.
   *
   * @param name also its transaction node identifier
   * @param folder of its own; what is in it goes first
   */
  static ServerProcess create(String name, Path folder, WorkDatabase database) {
    try {
      Folders.delete(folder);
      ServerProcess server = new ServerProcess(name, folder.toAbsolutePath(), freePorts(3));
      server.copyConfiguration(database);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts it with an application, unless it runs with it already. With another one, it is killed
   * first.
   */
  void runWith(WebArchive wanted) {
    if (isRunning() && wanted.getName().equals(application)) {
      return;
    }
    close();
    application = wanted.getName();
    launch(wanted);
    awaitDeployed();
  }

  private Path deployments() {
    return folder.resolve("deployments");
  }

  private void copyConfiguration(WorkDatabase database) throws IOException {
    Path target = Files.createDirectories(folder.resolve("configuration"));
    try (Stream<Path> files = Files.list(HOME.resolve("standalone/configuration"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    Path configuration = target.resolve("standalone.xml");
    String before = Files.readString(configuration);
    String after = before.replace("<drivers>", database.datasource() + "<drivers>");
    if (after.equals(before)) {
      throw new IllegalStateException("No <drivers> in " + configuration);
    }
    Files.writeString(configuration, after);
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> open = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        open.add(new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK)));
      }
      return open.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : open) {
        socket.close();
      }
    }
  }

  private void launch(WebArchive wanted) {
    try {
      Folders.delete(folder.resolve("tmp")); // a killed server leaves its unpacked applications
      Folders.delete(deployments()); // and marks beside them
      Files.createDirectories(deployments());
      wanted.as(ZipExporter.class).exportTo(deployments().resolve(application).toFile());
      process =
          new ProcessBuilder(command())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(console().toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(process()::destroyForcibly));
  }

  private List<String> command() {
    // What its own start script does; but one process, so that a kill hits the server.
    return StandaloneCommandBuilder.of(HOME)
        .setJavaHome(System.getProperty("java.home"))
        .setBaseDirectory(folder)
        // Starts in half the time, and lives too short to need the better compiler.
        .setJavaOptions("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        .addJavaOption("-Djboss.modules.system.pkgs=org.jboss.byteman")
        .addJavaOption(byteman.agent())
        .setBindAddressHint(LOOPBACK)
        .setBindAddressHint("management", LOOPBACK)
        .addServerArgument("-Djboss.http.port=" + httpPort)
        .addServerArgument("-Djboss.management.http.port=" + managementPort)
        .addServerArgument("-Djboss.tx.node.id=" + name)
        .build();
  }

  private void awaitDeployed() {
    Path failed = deployments().resolve(application + ".failed");
    String context = application.replace(".war", "");
    await(name + " has deployed " + application)
        .until(
            () -> {
              if (!isRunning() || Files.exists(failed)) {
                throw new IllegalStateException(
                    name + " did not deploy " + application + "." + endOfLog());
              }
              return answers(context + "/work");
            });
  }

  private boolean answers(String path) throws InterruptedException {
    try {
      return http.send(request(path).GET().build(), HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /**
   * Sends a request and does not wait.
   *
   * @return completed exceptionally when the server dies over it
   */
  CompletableFuture<HttpResponse<String>> post(String path) {
    return http.sendAsync(
        request(path).POST(HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://%s:%d/%s".formatted(LOOPBACK, httpPort, path)))
        .timeout(REQUEST);
  }

  /** For rules in this server. */
  Byteman byteman() {
    return byteman;
  }

  boolean isRunning() {
    Process present = process;
    return present != null && present.isAlive();
  }

  /**
   * Waits until a rule has killed it: with {@code Runtime.halt}, so that no hook runs and no buffer
   * is written.
   */
  void awaitKilledByRule() {
    if (!ended()) {
      throw new AssertionError(
          "%s never came to the point where it was to be killed. Rules: %s%s"
              .formatted(name, byteman.rules(), endOfLog()));
    }
    assertThat(process().exitValue())
        .as("exit status of %s%s", name, endOfLog())
        .isEqualTo(Rules.KILLED);
  }

  /** SIGKILL. Returns when it is gone. */
  void kill() {
    process().destroyForcibly();
    if (!ended()) {
      throw new IllegalStateException(name + " does not end");
    }
  }

  private boolean ended() {
    try {
      return process().waitFor(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Process process() {
    return Objects.requireNonNull(process, name + " was never started");
  }

  /** The last lines of its log, without stack traces, and where the others are. */
  String endOfLog() {
    Path log = folder.resolve("log/server.log");
    Path shown = Files.exists(log) ? log : console();
    try (InputStream in = Files.newInputStream(shown)) {
      List<String> lines =
          new String(in.readAllBytes(), Charset.defaultCharset())
              .lines()
              .filter(line -> !line.strip().startsWith("at "))
              .toList();
      return "%n%s%n(The end of %s)"
          .formatted(
              String.join(
                  "\n", lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size())),
              shown);
    } catch (IOException e) {
      return " Its log cannot be read: " + e;
    }
  }

  private Path console() {
    return folder.resolve("console.log");
  }

  @Override
  public String toString() {
    return name;
  }

  /** Kills it, if it runs. Its folder stays, with its logs. */
  @Override
  public void close() {
    if (isRunning()) {
      kill();
    }
  }
}
