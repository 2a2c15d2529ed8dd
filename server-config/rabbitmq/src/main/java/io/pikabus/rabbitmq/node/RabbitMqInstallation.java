package io.pikabus.rabbitmq.node;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * rabbitmq-server on this machine.
 *
 * @param scripts the folder of RabbitMQ's own scripts (rabbitmq-server, rabbitmqctl, rabbitmq-env)
 */
record RabbitMqInstallation(Path scripts) {

  private static final Path PACKAGED = Path.of("/usr/lib/rabbitmq");
  private static final List<Path> OTHERS =
      Stream.of(
              "/usr/local/sbin",
              "/opt/rabbitmq/sbin",
              "/opt/homebrew/sbin",
              "/opt/homebrew/opt/rabbitmq/sbin",
              "/usr/local/opt/rabbitmq/sbin",
              "/home/linuxbrew/.linuxbrew/opt/rabbitmq/sbin")
          .map(Path::of)
          .toList();

  /**
   * Looks at the packages' own folders before the PATH, because what Debian and Red Hat put into
   * the PATH is a wrapper that switches to the user rabbitmq and forgets our environment.
   */
  static Optional<RabbitMqInstallation> find(String searchPath) {
    return Stream.of(packagedFolders(), foldersOf(searchPath), OTHERS)
        .flatMap(List::stream)
        .map(RabbitMqInstallation::scriptsBehind)
        .flatMap(Optional::stream)
        .findFirst()
        .map(RabbitMqInstallation::new);
  }

  /** The one on this machine, for callers that can do with no other broker. */
  static RabbitMqInstallation ofThisMachine() {
    return find(System.getenv().getOrDefault("PATH", ""))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "No rabbitmq-server for a private node. Looked in "
                        + placesLookedAt()
                        + ". Install it: apt-get install rabbitmq-server"));
  }

  static String placesLookedAt() {
    return PACKAGED
        + "/bin, "
        + PACKAGED
        + "/lib/*/sbin, PATH, "
        + String.join(", ", OTHERS.stream().map(Path::toString).toList());
  }

  Path server() {
    return scripts.resolve("rabbitmq-server");
  }

  Path control() {
    return scripts.resolve("rabbitmqctl");
  }

  private static List<Path> packagedFolders() {
    List<Path> folders = new ArrayList<>();
    folders.add(PACKAGED.resolve("bin"));
    Path versions = PACKAGED.resolve("lib");
    if (Files.isDirectory(versions)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(versions)) {
        found.forEach(version -> folders.add(version.resolve("sbin")));
      } catch (IOException e) {
        throw new UncheckedIOException("Could not list " + versions, e);
      }
    }
    return folders;
  }

  static List<Path> foldersOf(String searchPath) {
    return Stream.of(searchPath.split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(Path::of)
        .toList();
  }

  /** The folder that the script in this one really lies in, if its companions lie there too. */
  private static Optional<Path> scriptsBehind(Path folder) {
    Path server = folder.resolve("rabbitmq-server");
    if (!Files.isExecutable(server)) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(server.toRealPath().getParent())
          .filter(scripts -> Files.isExecutable(scripts.resolve("rabbitmq-server")))
          .filter(scripts -> Files.isExecutable(scripts.resolve("rabbitmqctl")))
          .filter(scripts -> Files.isReadable(scripts.resolve("rabbitmq-env")));
    } catch (IOException e) {
      throw new UncheckedIOException("Could not follow the link " + server, e);
    }
  }
}
