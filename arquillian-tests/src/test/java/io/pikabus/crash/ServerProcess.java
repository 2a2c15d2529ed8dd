package io.pikabus.crash;

import static io.pikabus.crash.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.ServerLog;
import io.pikabus.fixtures.machine.LoopbackPorts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;

/**
 * A server of our own: own folder, own ports on loopback, Byteman listening inside. It can be
 * killed, or kill itself by a rule, and be started again with what is on its disk. Used by one
 * thread.
 */
final class ServerProcess implements AutoCloseable {

  static final String LOOPBACK = "127.0.0.1";
  private static final int LINES_OF_LOG = 60;

  /** Of WildFly and of Open Liberty; what follows on other lines belongs to the record. */
  private static final Pattern RECORD = Pattern.compile("^(\\d{4}-\\d\\d-\\d\\d |\\[)");

  private static final Duration REQUEST = Duration.ofSeconds(60);

  private final Server kind;
  private final Seat seat;
  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable Process process;
  private String application = "";

  private ServerProcess(Server kind, Seat seat) {
    this.kind = kind;
    this.seat = seat;
  }

  /**
   * Lays out a server that does not run yet.
   *
   * @param folder of its own; what is in it goes first
   */
  static ServerProcess create(Server kind, String name, Path folder, WorkDatabase database) {
    return create(kind, name, folder, database, Optional.empty());
  }

  /**
   * The same with {@code pikabus.rar}.
   *
   * @param broker to which that goes
   */
  static ServerProcess withAdapter(
      Server kind, String name, Path folder, WorkDatabase database, URI broker) {
    return create(kind, name, folder, database, Optional.of(broker));
  }

  private static ServerProcess create(
      Server kind, String name, Path folder, WorkDatabase database, Optional<URI> adapterBroker) {
    try {
      Folders.delete(folder);
      List<Integer> ports = LoopbackPorts.take(3);
      Seat seat =
          new Seat(
              name,
              folder.toAbsolutePath(),
              ports.get(0),
              ports.get(1),
              new Byteman(LOOPBACK, ports.get(2)),
              database,
              adapterBroker);
      kind.configure(seat);
      if (adapterBroker.isPresent()) {
        Adapter.on(kind).install(seat);
      }
      return new ServerProcess(kind, seat);
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
    clear();
    place(wanted);
    launch();
    awaitDeployed();
  }

  /** Starts it without an application. Returns at once. */
  void startAlone() {
    close();
    clear();
    application = "";
    launch();
  }

  /** Gives an application to it while it runs. */
  void deploy(WebArchive wanted) {
    place(wanted);
    awaitDeployed();
  }

  /** Waits until it says that it is ready, or has ended. */
  void awaitReady() {
    await(seat.name() + " is ready, or has ended")
        // WildFly logs each time that it is not.
        .pollInterval(Duration.ofMillis(500))
        .until(() -> !isRunning() || ready().filter(it -> it.statusCode() == 200).isPresent());
  }

  private void clear() {
    try {
      for (Path leftover : kind.leftovers(seat)) {
        Folders.delete(leftover);
      }
      Files.createDirectories(kind.deployments(seat));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void place(WebArchive wanted) {
    application = wanted.getName();
    wanted.as(ZipExporter.class).exportTo(kind.deployments(seat).resolve(application).toFile());
    if (seat.adapterBroker().isPresent()) {
      try {
        Adapter.on(kind).announce(wanted, seat);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void launch() {
    try {
      ProcessBuilder builder = kind.process(seat);
      builder.environment().putAll(Adapter.on(kind).environment(seat));
      process =
          builder
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(console().toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(process()::destroyForcibly));
  }

  private void awaitDeployed() {
    String context = application.replace(".war", "");
    try {
      await(seat.name() + " has deployed " + application)
          .until(
              () -> {
                if (!isRunning() || kind.hasRefused(application, seat)) {
                  throw new IllegalStateException("It has not.");
                }
                return answers(context + "/work");
              });
    } catch (ConditionTimeoutException | IllegalStateException failure) {
      throw new IllegalStateException(
          "%s did not deploy %s.%s".formatted(seat.name(), application, endOfLog()), failure);
    }
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
    return HttpRequest.newBuilder(
            URI.create("http://%s:%d/%s".formatted(LOOPBACK, seat.httpPort(), path)))
        .timeout(REQUEST);
  }

  /** What it says of its readiness; empty while it says nothing. */
  String health() throws InterruptedException {
    return ready().map(HttpResponse::body).orElse("");
  }

  /** Whether it says that it is not ready. */
  boolean isDown() throws InterruptedException {
    return ready().map(HttpResponse::statusCode).orElse(0) == 503;
  }

  private Optional<HttpResponse<String>> ready() throws InterruptedException {
    URI uri = URI.create("http://%s:%d/health/ready".formatted(LOOPBACK, kind.healthPort(seat)));
    try {
      return Optional.of(
          http.send(
              HttpRequest.newBuilder(uri).timeout(REQUEST).build(),
              HttpResponse.BodyHandlers.ofString()));
    } catch (IOException silent) {
      return Optional.empty();
    }
  }

  /** What it has logged, a line of each record. */
  List<String> records() {
    return new ServerLog(kind.log(seat))
        .text()
        .lines()
        .filter(line -> RECORD.matcher(line).find())
        .toList();
  }

  /** Puts rules into it. */
  void arm(String rules) {
    seat.byteman().arm(kind.named(rules));
  }

  /** Puts rules into it as soon as its virtual machine listens, before most of it is loaded. */
  void armEarly(String rules) {
    await(seat.name() + " takes rules").until(seat.byteman()::listens);
    arm(rules);
  }

  /** What its application answers. */
  String get(String path) {
    try {
      return http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Takes all rules away. */
  void disarm() {
    seat.byteman().disarm();
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
              .formatted(seat.name(), seat.byteman().rules(), endOfLog()));
    }
    assertThat(process().exitValue())
        .as("exit status of %s%s", seat.name(), endOfLog())
        .isEqualTo(Rules.KILLED);
  }

  /** SIGKILL. Returns when it is gone. */
  void kill() {
    process().destroyForcibly();
    if (!ended()) {
      throw new IllegalStateException(seat.name() + " does not end");
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
    return Objects.requireNonNull(process, seat.name() + " was never started");
  }

  /** The last lines of its log, without stack traces, and where the others are. */
  String endOfLog() {
    Path log = kind.log(seat);
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
    return seat.folder().resolve("console.log");
  }

  @Override
  public String toString() {
    return seat.name();
  }

  /** Kills it, if it runs. Its folder stays, with its logs. */
  @Override
  public void close() {
    if (isRunning()) {
      kill();
    }
  }
}
