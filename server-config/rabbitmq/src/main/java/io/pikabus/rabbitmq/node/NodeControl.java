package io.pikabus.rabbitmq.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * rabbitmqctl for one node.
 *
 * @param environment the node's
 */
record NodeControl(NodeEnvironment environment) {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  String run(String... arguments) {
    List<String> command =
        Stream.concat(
                Stream.of(
                    environment.installation().control().toString(),
                    "-n",
                    environment.nodeName(),
                    "--quiet"),
                Stream.of(arguments))
            .toList();
    try {
      // To a file and not through a pipe: a command that hangs must not hang its reader.
      Path output = Files.createTempFile(environment.files().directory(), "control-", ".txt");
      try {
        return run(command, output);
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not run " + describe(arguments), e);
    }
  }

  private String run(List<String> command, Path output) throws IOException {
    Process process =
        environment.command(command.toArray(String[]::new)).redirectOutput(output.toFile()).start();
    String asked = describe(command.subList(4, command.size()).toArray(String[]::new));
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            asked + " did not end within " + PATIENCE.toSeconds() + " s; is the node paused?");
      }
    } catch (InterruptedException e) {
      throw Signals.interrupted(e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    String text = Files.readString(output);
    if (process.exitValue() != 0) {
      throw new IllegalStateException(
          asked + " ended with exit code " + process.exitValue() + ": " + text.strip());
    }
    return text;
  }

  private String describe(String... arguments) {
    return "rabbitmqctl -n " + environment.nodeName() + " " + String.join(" ", arguments);
  }
}
