package io.pikabus.rabbitmq.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A private epmd, Erlang's name server, without which RabbitMQ does not boot. Erlang would start
 * the machine's common one, a daemon that outlives every node; this one is our child and ends with
 * its node. It survives a kill of the node, as it would in life. The nodes of a cluster share one,
 * by which they find each other.
 */
final class NameServer {

  private final NodeEnvironment environment;
  private @Nullable Process process;

  /**
   * Does not run yet.
   *
   * @param environment a node's; of a cluster, any node's
   */
  NameServer(NodeEnvironment environment) {
    this.environment = environment;
  }

  /** Starts it, unless it runs. */
  synchronized void start() {
    if (processes().findAny().isPresent()) {
      return;
    }
    try {
      process = environment.command(program(environment)).start();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not start epmd", e);
    }
  }

  private static String program(NodeEnvironment environment) {
    if (environment.installation().tree().isPresent()) {
      return SystemTree.EPMD;
    }
    Map<String, String> variables = new HashMap<>(System.getenv());
    environment.applyTo(variables);
    return executable(RabbitMqInstallation.foldersOf(variables.getOrDefault("PATH", "")))
        .toString();
  }

  synchronized void end() {
    processes()
        .forEach(
            running -> {
              running.destroyForcibly();
              Signals.awaitEnd(running);
            });
  }

  synchronized Stream<ProcessHandle> processes() {
    return Stream.ofNullable(process).map(Process::toHandle).filter(ProcessHandle::isAlive);
  }

  /** In the PATH, or beside the real erl, where packages put it that link erl alone. */
  private static Path executable(List<Path> searchPath) {
    return searchPath.stream()
        .flatMap(
            folder ->
                Stream.concat(
                    Stream.of(folder.resolve("epmd")), besideErlang(folder.resolve("erl"))))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "rabbitmq-server is installed, but Erlang's epmd was not found in "
                        + searchPath
                        + " or beside erl; add Erlang's bin folder to PATH"));
  }

  private static Stream<Path> besideErlang(Path erl) {
    if (!Files.isExecutable(erl)) {
      return Stream.empty();
    }
    try {
      return Stream.of(erl.toRealPath().resolveSibling("epmd"));
    } catch (IOException e) {
      throw new UncheckedIOException("Could not follow the link " + erl, e);
    }
  }
}
