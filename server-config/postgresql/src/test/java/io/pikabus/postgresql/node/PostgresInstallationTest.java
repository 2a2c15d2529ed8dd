package io.pikabus.postgresql.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class PostgresInstallationTest {

  @TempDir private Path directory;

  @Test
  void newestPackagedVersionIsTaken() throws Exception {
    install("9.6/bin", "initdb", "postgres", "pg_ctl");
    install("15/bin", "initdb", "postgres", "pg_ctl");
    install("16/bin", "initdb"); // half of it was removed

    assertThat(PostgresInstallation.find(directory, ""))
        .contains(new PostgresInstallation(directory.resolve("15/bin")));
  }

  @Test
  void searchPathIsLookedAtWhereNothingIsPackaged() throws Exception {
    install("elsewhere", "initdb", "postgres", "pg_ctl");
    String path = directory + File.pathSeparator + directory.resolve("elsewhere");

    assertThat(PostgresInstallation.find(directory.resolve("absent"), path))
        .contains(new PostgresInstallation(directory.resolve("elsewhere")));
  }

  @Test
  void clientProgramsAloneAreNoInstallation() throws Exception {
    install("clients", "psql", "pg_dump");

    assertThat(PostgresInstallation.find(directory, directory.resolve("clients").toString()))
        .isEmpty();
  }

  private void install(String folder, String... programs) throws Exception {
    Path target = Files.createDirectories(directory.resolve(folder));
    for (String program : programs) {
      Path file = Files.createFile(target.resolve(program));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }
}
