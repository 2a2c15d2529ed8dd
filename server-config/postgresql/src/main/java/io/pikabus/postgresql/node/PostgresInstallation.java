package io.pikabus.postgresql.node;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * PostgreSQL's server programs on this machine.
 *
 * @param programs the folder that initdb, postgres and pg_ctl lie in
 */
record PostgresInstallation(Path programs) {

  // Debian's packages keep the servers' programs out of the PATH, a folder a version.
  private static final Path PACKAGED = Path.of("/usr/lib/postgresql");

  static Optional<PostgresInstallation> find(Path packaged, String searchPath) {
    return Stream.concat(newestFirst(packaged).stream(), foldersOf(searchPath))
        .filter(PostgresInstallation::isComplete)
        .findFirst()
        .map(PostgresInstallation::new);
  }

  static Optional<PostgresInstallation> find() {
    return find(PACKAGED, System.getenv().getOrDefault("PATH", ""));
  }

  static PostgresInstallation ofThisMachine() {
    return find()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "No PostgreSQL server for a private cluster. Looked for initdb, postgres and"
                        + " pg_ctl in "
                        + PACKAGED
                        + "/*/bin and the PATH. Install it: apt-get install postgresql"));
  }

  String program(String name) {
    return programs.resolve(name).toString();
  }

  private static List<Path> newestFirst(Path packaged) {
    List<Path> versions = new ArrayList<>();
    if (Files.isDirectory(packaged)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(packaged)) {
        found.forEach(versions::add);
      } catch (IOException e) {
        throw new UncheckedIOException("Could not list " + packaged, e);
      }
    }
    versions.sort(Comparator.comparingDouble(PostgresInstallation::version).reversed());
    return versions.stream().map(version -> version.resolve("bin")).toList();
  }

  /** 15 for {@code /usr/lib/postgresql/15}; 0 if the folder is named otherwise. */
  private static double version(Path folder) {
    String name = String.valueOf(folder.getFileName());
    return name.matches("\\d{1,3}(\\.\\d{1,3})?") ? Double.parseDouble(name) : 0;
  }

  private static Stream<Path> foldersOf(String searchPath) {
    return Stream.of(searchPath.split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(Path::of);
  }

  private static boolean isComplete(Path folder) {
    return Stream.of("initdb", "postgres", "pg_ctl")
        .allMatch(program -> Files.isExecutable(folder.resolve(program)));
  }
}
