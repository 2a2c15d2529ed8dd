package io.pikabus.rabbitmq.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.ShutdownSignalException;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120) // seconds
@Tag("slow")
class PrivateNodeLifeTest {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @TempDir private Path directory;

  @Test
  void twoNodesRunSideBySideAndLeaveNothingBehind() throws Exception {
    PrivateNode one = PrivateNode.create(directory);
    PrivateNode other = PrivateNode.create(directory);
    try (one;
        other) {
      one.start();
      other.start();
      assertThat(one.port()).isNotEqualTo(other.port());
      try (Client client = Client.of(one.uri());
          Client stranger = Client.of(other.uri())) {
        client.declareDurable("only-here");

        assertThatThrownBy(() -> stranger.get("only-here"))
            .hasCauseInstanceOf(ShutdownSignalException.class)
            .hasStackTraceContaining("NOT_FOUND");
      }

      List<ProcessHandle> processes =
          Stream.concat(one.processes().all(), other.processes().all()).toList();
      assertThat(processes).hasSizeGreaterThanOrEqualTo(6);
      one.close();
      other.close();

      assertThat(processes).allMatch(process -> Signals.endsWithin(process, PATIENCE), "has ended");
      assertThat(one.processes().all()).isEmpty();
      assertThat(directory).isDirectoryRecursivelyContaining("glob:**/rabbitmq.log");
      assertThat(directory).isDirectoryNotContaining("glob:**/data");
      assertThatThrownBy(one::start).hasMessageContaining("was closed");
    }
  }

  @Test
  void saysWhyNodeDidNotStart() throws Exception {
    try (PrivateNode node = PrivateNode.create(directory)) {
      try (Stream<Path> folders = Files.list(directory)) {
        Path configuration = folders.findFirst().orElseThrow().resolve("rabbitmq.conf");
        Files.writeString(configuration, "no_such_setting = 1\n");
      }

      assertThatThrownBy(node::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("ended before it answered")
          .hasMessageContaining("no_such_setting");
      assertThat(node.isRunning()).isFalse();
    }
  }

  @Test
  void nodeEndsWithJvm() throws Exception {
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

      assertThat(processes).allMatch(process -> Signals.endsWithin(process, PATIENCE), "has ended");
    } finally {
      virtualMachine.destroy();
    }
  }

  /** Starts a node, does not close it, and waits for the end. */
  static final class NeverClosed {
    private NeverClosed() {}

    @SuppressWarnings("SystemOut") // read by the test
    public static void main(String[] arguments) throws Exception {
      PrivateNode.create(Path.of(arguments[0])).start();
      System.out.println("started");
      Thread.currentThread().join();
    }
  }
}
