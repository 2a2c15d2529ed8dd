package io.pikabus.rabbitmq.node;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * rabbitmq-server on this machine.
 *
 * @param scripts the folder of RabbitMQ's own scripts (rabbitmq-server, rabbitmqctl, rabbitmq-env),
 *     as they themselves see it
 * @param version such as 3.10.8, empty if it cannot be told without running it
 * @param tree the system they run in, if it is not this one
 */
record RabbitMqInstallation(Path scripts, String version, Optional<SystemTree> tree) {

  private static final Path PACKAGED = Path.of("/usr/lib/rabbitmq");
  private static final Pattern VERSIONED = Pattern.compile("rabbit-(\\d+\\.\\d+.*?)(\\.ez)?");
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
   * the PATH is a wrapper that switches to the user rabbitmq and forgets our environment. A folder
   * for RabbitMQ 4 that the user names comes before all, the installer's own tree after all.
   *
   * @throws IllegalStateException if the variable for the version, or for the folder, is wrong
   */
  static Optional<RabbitMqInstallation> find(Map<String, String> environment) {
    TestBroker wanted = TestBroker.of(environment);
    Stream<RabbitMqInstallation> here =
        Stream.of(packagedFolders(), foldersOf(environment.getOrDefault("PATH", "")), OTHERS)
            .flatMap(List::stream)
            .map(RabbitMqInstallation::ofScripts)
            .flatMap(Optional::stream);
    if (wanted != TestBroker.FOUR && wanted != TestBroker.FOUR_WITH_KHEPRI) {
      return here.filter(found -> wanted.takes(found.version)).findFirst();
    }
    Optional<Path> named = SystemTree.named(environment);
    if (named.isPresent()) {
      RabbitMqInstallation found = inNamedFolder(named.get());
      wanted.require(found.version, named.get().toString());
      return Optional.of(found);
    }
    return Stream.concat(
            here, SystemTree.at(SystemTree.usual(environment)).stream().map(tree -> of(tree)))
        .filter(found -> wanted.takes(found.version))
        .findFirst();
  }

  private static RabbitMqInstallation inNamedFolder(Path folder) {
    return SystemTree.at(folder)
        .map(RabbitMqInstallation::of)
        .or(() -> ofScripts(folder))
        .or(() -> ofScripts(folder.resolve("sbin")))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "%s names %s, and neither %s nor rabbitmq-server nor sbin/rabbitmq-server is in it. Name a folder that has one of them, or unset it."
                        .formatted(
                            SystemTree.VARIABLE,
                            folder,
                            SystemTree.SCRIPTS
                                .resolve("rabbitmq-server")
                                .toString()
                                .substring(1))));
  }

  private static Optional<RabbitMqInstallation> ofScripts(Path folder) {
    return scriptsBehind(folder)
        .map(
            scripts -> new RabbitMqInstallation(scripts, versionBeside(scripts), Optional.empty()));
  }

  private static RabbitMqInstallation of(SystemTree tree) {
    String version =
        scriptsBehind(tree.onThisSystem(SystemTree.SCRIPTS))
            .map(RabbitMqInstallation::versionBeside)
            .orElse("");
    return new RabbitMqInstallation(SystemTree.SCRIPTS, version, Optional.of(tree));
  }

  /** The broker itself is among the plugins, named with its version. */
  private static String versionBeside(Path scripts) {
    Path plugins = scripts.resolveSibling("plugins");
    if (!Files.isDirectory(plugins)) {
      return "";
    }
    try (Stream<Path> all = Files.list(plugins)) {
      return all.map(plugin -> VERSIONED.matcher(String.valueOf(plugin.getFileName())))
          .filter(Matcher::matches)
          .map(found -> found.group(1))
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      throw new UncheckedIOException("Could not list " + plugins, e);
    }
  }

  /** The one on this machine, for callers that can do with no other broker. */
  static RabbitMqInstallation ofThisMachine() {
    Map<String, String> environment = System.getenv();
    return find(environment)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "No rabbitmq-server for a private node. Looked in "
                        + placesLookedAt(environment)
                        + ". To have one: "
                        + TestBroker.of(environment).remedy()));
  }

  static String placesLookedAt(Map<String, String> environment) {
    TestBroker wanted = TestBroker.of(environment);
    return (wanted == TestBroker.ANY ? "" : "(for " + TestBroker.VARIABLE + "=" + wanted + ") ")
        + PACKAGED
        + "/bin, "
        + PACKAGED
        + "/lib/*/sbin, PATH, "
        + String.join(", ", OTHERS.stream().map(Path::toString).toList())
        + (wanted.takes("4.0") && wanted != TestBroker.ANY
            ? ", " + SystemTree.usual(environment)
            : "");
  }

  Path server() {
    return scripts.resolve("rabbitmq-server");
  }

  Path control() {
    return scripts.resolve("rabbitmqctl");
  }

  /** The words that run a command where RabbitMQ and its Erlang are at home. */
  List<String> command(String... words) {
    return tree.map(system -> system.enter(List.of(words))).orElse(List.of(words));
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
