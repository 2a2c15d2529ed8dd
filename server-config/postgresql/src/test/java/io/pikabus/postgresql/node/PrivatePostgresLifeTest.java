package io.pikabus.postgresql.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120) // seconds
@Tag("slow")
class PrivatePostgresLifeTest {

  @TempDir private Path directory;

  @Test
  void twoClustersRunSideBySideAndLeaveNothingBehind() throws Exception {
    PrivatePostgres one = PrivatePostgres.create(directory);
    PrivatePostgres other = PrivatePostgres.create(directory);
    try (one;
        other) {
      assertThat(one.port()).isNotEqualTo(other.port());
      one.createDatabase("only_here");
      assertThat(canConnect(one, one.password())).isTrue();
      assertThat(canConnect(other, other.password())).isFalse();
      assertThat(canConnect(other, one.password())).isFalse();

      List<ProcessHandle> processes = Stream.concat(one.processes(), other.processes()).toList();
      assertThat(processes).hasSizeGreaterThanOrEqualTo(6);
      one.close();
      other.close();

      assertThat(processes).allMatch(ServerProcess::isGone, "is gone");
      assertThat(directory).isDirectoryRecursivelyContaining("glob:**/postgresql.log");
      assertThat(directory.toFile().list()).hasSize(2);
      try (Stream<Path> content = Files.walk(directory)) {
        assertThat(content.filter(Files::isRegularFile)).hasSize(2);
      }
      assertThatThrownBy(one::start).hasMessageContaining("was closed");
      one.close();
    }
  }

  private static boolean canConnect(PrivatePostgres cluster, String password) {
    try {
      DriverManager.getConnection(cluster.jdbcUrl("only_here"), cluster.user(), password).close();
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  @Test
  void rootsFolderThatServersUserCannotEnterIsLeftToTheLog() throws Exception {
    assumeTrue(
        ServerUser.choose().isAnother(), "only where root runs the build is there another user");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));

    try (PrivatePostgres cluster = PrivatePostgres.create(directory)) {
      assertThat(cluster.isRunning()).isTrue();
      assertThat(cluster.describe()).doesNotContain(directory.toString());
      assertThat(directory).isDirectoryRecursivelyContaining("glob:**/postgresql.log");
    }
  }

  @Test
  void saysWhyServerDidNotStart() throws Exception {
    try (PrivatePostgres cluster = PrivatePostgres.create(directory)) {
      cluster.stop();
      Files.writeString(cluster.data().resolve("postgresql.auto.conf"), "no_such_setting = 1\n");

      assertThatThrownBy(cluster::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("ended before it answered")
          .hasMessageContaining("no_such_setting");
      assertThat(cluster.isRunning()).isFalse();
    }
  }

  @Test
  void clusterEndsWithJvm() throws Exception {
    Process virtualMachine =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                NeverClosed.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = virtualMachine.inputReader(UTF_8)) {
      // anyMatch ends with the first match; the stream itself ends with the JVM.
      assertThat(output.lines().anyMatch("started"::equals)).isTrue();
      List<ProcessHandle> processes = virtualMachine.descendants().toList();
      assertThat(processes).hasSizeGreaterThanOrEqualTo(3);

      virtualMachine.destroy();

      assertThat(virtualMachine.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(processes).allMatch(ServerProcess::isGone, "is gone");
    } finally {
      virtualMachine.destroy();
    }
  }

  /** Creates a cluster, does not close it, and waits for the end. */
  static final class NeverClosed {
    private NeverClosed() {}

    @SuppressWarnings("SystemOut") // read by the test
    public static void main(String[] arguments) throws Exception {
      PrivatePostgres.create(Path.of(arguments[0]));
      System.out.println("started");
      Thread.currentThread().join();
    }
  }
}
