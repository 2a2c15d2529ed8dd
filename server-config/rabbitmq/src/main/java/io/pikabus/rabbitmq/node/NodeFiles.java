package io.pikabus.rabbitmq.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The folder of one private node: its configuration, its Erlang home, its data and its logs.
 *
 * @param directory absolute; nobody else's
 */
record NodeFiles(Path directory) {

  static final String USER = "pikabus";

  // Erlang repeats an error in dozens of lines after the one that explains it.
  private static final int TAIL_LINES = 100;

  /** Makes a new folder below {@code parent} and writes into it what the node reads. */
  static NodeFiles create(Path parent, String password) {
    try {
      Path absolute = Files.createDirectories(parent.toAbsolutePath().normalize());
      NodeFiles files = new NodeFiles(Files.createTempDirectory(absolute, "node-"));
      files.write(password);
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Could not make the folder of a private RabbitMQ node below " + parent, e);
    }
  }

  private void write(String password) throws IOException {
    for (Path folder : List.of(home(), data(), logs())) {
      Files.createDirectories(folder);
    }
    Files.writeString(
        configuration(),
        """
        default_user = %s
        default_pass = %s
        default_vhost = /
        """
            .formatted(USER, password));
    // Empty, but there: without them the files in /etc/rabbitmq would be read.
    Files.writeString(advancedConfiguration(), "[].\n");
    Files.writeString(environmentFile(), "");
    Files.writeString(enabledPlugins(), "[].\n");
    Path cookie = home().resolve(".erlang.cookie");
    Files.writeString(cookie, UUID.randomUUID().toString().replace("-", ""));
    // Erlang refuses a cookie that others may read.
    Files.setPosixFilePermissions(cookie, PosixFilePermissions.fromString("r--------"));
  }

  /** Adds lines to the node's configuration. */
  void configure(String lines) {
    try {
      Files.writeString(configuration(), lines, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write " + configuration(), e);
    }
  }

  /** As a reader wants to see it: relative to the working directory if it lies below. */
  Path shownDirectory() {
    Path here = Path.of("").toAbsolutePath();
    return directory.startsWith(here) ? here.relativize(directory) : directory;
  }

  Path home() {
    return directory.resolve("home");
  }

  Path data() {
    return directory.resolve("data");
  }

  Path logs() {
    return directory.resolve("logs");
  }

  Path configuration() {
    return directory.resolve("rabbitmq.conf");
  }

  Path advancedConfiguration() {
    return directory.resolve("advanced.config");
  }

  Path environmentFile() {
    return directory.resolve("rabbitmq-env.conf");
  }

  Path enabledPlugins() {
    return directory.resolve("enabled_plugins");
  }

  /** What the node itself writes. */
  Path log() {
    return logs().resolve("rabbitmq.log");
  }

  /** What the scripts and the Erlang machine print. */
  Path output() {
    return logs().resolve("output.log");
  }

  /** The last lines of both logs, for a message that says why a node did not start. */
  String tailOfLogs() {
    return Stream.of(output(), log())
        .filter(Files::exists)
        .map(file -> "--- the end of " + file + "\n" + tail(file))
        .reduce("", (all, next) -> all + "\n" + next);
  }

  private static String tail(Path file) {
    try {
      // Decoded leniently: whatever is in the log, it is to be shown.
      List<String> lines =
          new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(could not be read: " + e + ")";
    }
  }

  /** Deletes everything but the logs. */
  void deleteAllButLogs() {
    try (Stream<Path> content = Files.walk(directory)) {
      // Backwards, so that what is in a folder goes before the folder.
      List<Path> backwards =
          content
              .filter(path -> !path.equals(directory) && !path.startsWith(logs()))
              .sorted((one, other) -> other.compareTo(one))
              .toList();
      for (Path path : backwards) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not delete the data of the node in " + directory, e);
    }
  }
}
