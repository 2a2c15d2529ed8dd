package io.pikabus.postgresql.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where one private cluster keeps what.
 *
 * @param home absolute; the server's own, and deleted with the cluster
 * @param log what the server prints; it stays
 */
record ClusterFiles(Path home, Path log) {

  private static final int TAIL_LINES = 40;

  /**
   * Makes a new folder below {@code parent}. The server's part of it goes to the system's folder
   * for temporary files if the server's user cannot get at it below {@code parent}.
   */
  static ClusterFiles create(Path parent, ServerUser user) {
    try {
      Path absolute = Files.createDirectories(parent.toAbsolutePath().normalize());
      Path folder = Files.createTempDirectory(absolute, "cluster-");
      // A temporary folder lets nobody else pass; what is secret lies in the server's own.
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      Path log = folder.resolve("postgresql.log");
      Path home = Files.createDirectory(folder.resolve("home"));
      if (!handOver(home, user)) {
        Files.delete(home);
        home = Files.createTempDirectory("pikabus-postgresql-");
        if (!handOver(home, user)) {
          Files.delete(home);
          throw new IllegalStateException(
              "The user %s, as whom PostgreSQL is to run, can write neither below %s nor to %s;"
                      .formatted(user.name(), absolute, home)
                  + " let that user pass, or name another folder with -Djava.io.tmpdir");
        }
        Progress.say(
            "the user %s cannot get at %s, so the data lies in %s"
                .formatted(user.name(), absolute, home));
      }
      return new ClusterFiles(home, log);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Could not make the folder of a private PostgreSQL cluster below " + parent, e);
    }
  }

  private static boolean handOver(Path home, ServerUser user) throws IOException {
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
    user.own(home);
    return user.canWrite(home);
  }

  Path data() {
    return home.resolve("data");
  }

  /** As a reader wants to see it: relative to the working directory if it lies below. */
  Path shownHome() {
    Path here = Path.of("").toAbsolutePath();
    return home.startsWith(here) ? here.relativize(home) : home;
  }

  /** The last lines of the log, for a message that says why a server did not start. */
  String tailOfLog() {
    if (!Files.exists(log)) {
      return "";
    }
    try {
      // Decoded leniently: whatever is in the log, it is to be shown.
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      return "\n--- the end of "
          + log
          + "\n"
          + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "\n(" + log + " could not be read: " + e + ")";
    }
  }

  /** Deletes everything but the log. */
  void deleteHome() {
    if (!Files.exists(home)) {
      return;
    }
    try (Stream<Path> content = Files.walk(home)) {
      // Backwards, so that what is in a folder goes before the folder.
      List<Path> backwards = content.sorted((one, other) -> other.compareTo(one)).toList();
      for (Path path : backwards) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not delete the data of the cluster in " + home, e);
    }
  }
}
