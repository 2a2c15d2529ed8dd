package io.pikabus.postgresql.node;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The user that the server runs as: PostgreSQL refuses to run as root.
 *
 * @param name of the user, or empty for the one this JVM runs as
 * @param wrapped makes a command one that runs as that user
 */
record ServerUser(String name, Function<List<String>, List<String>> wrapped) {

  private static final List<String> CANDIDATES = List.of("postgres", "nobody");

  static ServerUser choose() {
    return new UnixSystem().getUid() == 0 ? insteadOfRoot() : new ServerUser("", words -> words);
  }

  private static ServerUser insteadOfRoot() {
    return CANDIDATES.stream()
        .flatMap(ServerUser::waysToBe)
        .filter(ServerUser::works)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "PostgreSQL does not run as root, and no way to run it as another user works."
                        + " Tried the users "
                        + String.join(" and ", CANDIDATES)
                        + " with setpriv, runuser and su; run the build as another user than root"));
  }

  private static Stream<ServerUser> waysToBe(String name) {
    Command.Result group = Command.run(List.of("id", "-g", name));
    return group.exitCode() != 0
        ? Stream.empty()
        : Stream.of(
            // First, because it leaves no process of its own between this JVM and the server.
            new ServerUser(
                name,
                words ->
                    joined(
                        List.of(
                            "setpriv",
                            "--reuid=" + name,
                            "--regid=" + group.output(),
                            "--clear-groups",
                            "--"),
                        words)),
            new ServerUser(name, words -> joined(List.of("runuser", "-u", name, "--"), words)),
            new ServerUser(
                name,
                words -> List.of("su", name, "-s", "/bin/sh", "-c", "exec " + quoted(words))));
  }

  private static List<String> joined(List<String> before, List<String> words) {
    return Stream.concat(before.stream(), words.stream()).toList();
  }

  private static String quoted(List<String> words) {
    return words.stream()
        .map(word -> "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  private boolean works() {
    Command.Result id = Command.run(wrapped.apply(List.of("id", "-un")));
    return id.exitCode() == 0 && id.output().equals(name);
  }

  boolean isAnother() {
    return !name.isEmpty();
  }

  /** Makes this user the owner of a file or folder. */
  void own(Path path) {
    if (isAnother()) {
      try {
        Files.setOwner(
            path,
            FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(name));
      } catch (IOException e) {
        throw new UncheckedIOException("Could not give " + path + " to the user " + name, e);
      }
    }
  }

  /** Whether this user can make files in a folder; be it his, a folder above may keep him out. */
  boolean canWrite(Path folder) {
    String path = folder.toString();
    return Command.run(wrapped.apply(List.of("test", "-w", path, "-a", "-x", path))).exitCode()
        == 0;
  }
}
