package io.pikabus.example.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A server's process, from its start to its end. Used by one thread. */
final class RunningServer implements AutoCloseable {
  private static final Patience START = new Patience(Duration.ofMinutes(3));
  private static final Duration STOP = Duration.ofSeconds(30);
  private static final int LINES_OF_LOG = 40;

  private final Server server;
  private final Path folder;
  private final Server.Launch launch;
  private final Process process;

  private RunningServer(Server server, Path folder, Server.Launch launch, Process process) {
    this.server = server;
    this.folder = folder;
    this.launch = launch;
    this.process = process;
  }

  /**
   * Fails if something else listens on the port.
   *
   * @throws DemoException saying what to do
   */
  static void requireFree(int httpPort) throws IOException {
    try (ServerSocket socket =
        new ServerSocket(httpPort, 1, InetAddress.getAllByName("127.0.0.1")[0])) {
      socket.getLocalPort();
    } catch (BindException e) {
      throw new DemoException(
          ("Port %d is in use. End the program that listens there, or choose another port:"
                  + " PIKABUS_HTTP_PORT=%d ./demo")
              .formatted(httpPort, httpPort + 1));
    }
  }

  /** Starts a server with the shop in it; it is not yet there when this returns. */
  static RunningServer start(Server server, Path folder, int httpPort, Surroundings surroundings)
      throws IOException, InterruptedException {
    Folders.deleteAll(folder); // of an earlier demo on the same port
    Files.createDirectories(folder);
    Server.Launch launch = server.prepare(folder, httpPort, surroundings);
    ProcessBuilder builder = launch.process();
    builder.environment().putAll(surroundings.environment());
    builder.redirectErrorStream(true);
    builder.redirectOutput(console(folder).toFile());
    return new RunningServer(server, folder, launch, builder.start());
  }

  /**
   * Waits until the shop answers and all its queues are there.
   *
   * @throws DemoException with the end of the log if it will not
   */
  void awaitOpen(Shop shop) throws Exception {
    await(() -> shop.isReady(launch.readiness()) || shop.isOpen());
    launch.deployment().take();
    await(() -> shop.isOpen() && shop.isReady(launch.readiness()));
  }

  private interface Condition {
    boolean holds() throws InterruptedException;
  }

  private void await(Condition condition) throws Exception {
    Optional<Boolean> open =
        START.until(
            () -> {
              if (!process.isAlive()) {
                throw new DemoException(server.name() + " ended while it started." + endOfLog());
              }
              if (server.deploymentFailed(folder)) {
                throw new DemoException(server.name() + " could not deploy the shop." + endOfLog());
              }
              return condition.holds() ? Optional.of(true) : Optional.empty();
            });
    if (open.isEmpty()) {
      throw new DemoException(
          "The shop is not ready after %d s.%s".formatted(START.limit().toSeconds(), endOfLog()));
    }
  }

  /** Returns when the server ends by itself. */
  void awaitEnd() throws InterruptedException {
    process.waitFor();
  }

  /** The last lines that the server wrote, and where to find the others. */
  String endOfLog() {
    Path log = Files.exists(server.log(folder)) ? server.log(folder) : console(folder);
    try (Stream<String> all = Files.lines(log, Charset.defaultCharset())) {
      // Without the frames of stack traces, which would leave no room for the reason.
      List<String> lines = all.filter(line -> !line.strip().startsWith("at ")).toList();
      return "%n%n%s%n%nThe end of %s, without stack traces."
          .formatted(
              String.join(
                  System.lineSeparator(),
                  lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size())),
              log);
    } catch (IOException | UncheckedIOException e) {
      return " Its log cannot be read: " + e;
    }
  }

  /** Where the server writes its log. */
  Path log() {
    return server.log(folder);
  }

  private static Path console(Path folder) {
    return folder.resolve("console.log");
  }

  /** Ends the server, and whatever it started, by their process ids. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted(); // waiting would end at once
    List<ProcessHandle> all =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    process.destroy();
    for (ProcessHandle each : all) {
      if (!endsInTime(each)) {
        each.destroyForcibly();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean endsInTime(ProcessHandle process) {
    try {
      process.onExit().get(STOP.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      return false;
    }
  }
}
