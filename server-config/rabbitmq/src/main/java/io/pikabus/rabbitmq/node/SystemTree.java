package io.pikabus.rabbitmq.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A newer system's files in a folder, brought by server-config/rabbitmq/install: its programs need
 * a newer libc than this system's, so they see the tree's own /usr and /etc.
 *
 * @param root the folder, absolute
 */
record SystemTree(Path root) {

  static final String VARIABLE = "PIKABUS_RABBITMQ_4";
  static final Path SCRIPTS = Path.of("/usr/lib/rabbitmq/bin");
  static final String SEARCH_PATH = "/usr/sbin:/usr/bin:/sbin:/bin";
  static final String EPMD = "/usr/bin/epmd";

  /**
   * Binds the tree's two folders over this system's, which only the command sees, whose mount
   * namespace is its own. All else stays, so that the node's files have the paths they have for us.
   * Every step replaces its process, so that the process we started is the program's.
   */
  private static final String ENTER =
      """
      root=$1
      shift
      user=
      [ "$(id -u)" = 0 ] || user=--map-root-user
      exec unshare --mount $user sh -c '
        mount --bind "$0/etc" /etc && mount --bind "$0/usr" /usr && exec "$@"' "$root" "$@"
      """;

  /** The folder that the variable names; it may hold RabbitMQ's scripts instead of a tree. */
  static Optional<Path> named(Map<String, String> environment) {
    return Optional.of(environment.getOrDefault(VARIABLE, "").strip())
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder).toAbsolutePath().normalize());
  }

  /** Where the installer puts the tree unless the variable names a folder. */
  static Path usual(Map<String, String> environment) {
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base =
        cache.startsWith("/")
            ? Path.of(cache)
            : Path.of(System.getProperty("user.home", "/"), ".cache");
    return base.resolve("pikabus").resolve("rabbitmq-4");
  }

  static Optional<SystemTree> at(Path folder) {
    return Optional.of(new SystemTree(folder))
        .filter(tree -> Files.isExecutable(tree.onThisSystem(SCRIPTS.resolve("rabbitmq-server"))));
  }

  /** Where a path that the tree's programs see lies for us. */
  Path onThisSystem(Path inside) {
    return root.resolve(inside.toString().substring(1));
  }

  /** The words that run a command inside. */
  List<String> enter(List<String> command) {
    return Stream.concat(Stream.of("sh", "-c", ENTER, "sh", root.toString()), command.stream())
        .toList();
  }
}
