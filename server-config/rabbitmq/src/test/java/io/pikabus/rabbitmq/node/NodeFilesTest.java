package io.pikabus.rabbitmq.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node that does not start says of it. */
class NodeFilesTest {

  @TempDir Path folder;
  NodeFiles files;

  @BeforeEach
  void create() {
    files = NodeFiles.create(folder, NodeSecrets.create());
  }

  @Test
  void the_first_error_of_the_last_start_is_shown_however_much_follows_it() throws IOException {
    Files.writeString(
        files.log(),
        """
        12:00 [notice] Logging: configured log handlers are now ACTIVE
        12:01 [error] long ago
        12:02 [notice] Logging: configured log handlers are now ACTIVE
        12:03 [info] all is well
        12:04 [error] the cause
        """
            + "12:05 [error] a long term\n".repeat(500));

    assertThat(files.endOfLogs())
        .startsWith("\n--- the first errors of " + files.log() + "\n12:04 [error] the cause\n")
        .endsWith("12:05 [error] a long term")
        .doesNotContain("long ago", "all is well");
  }

  @Test
  void of_a_node_that_wrote_nothing_nothing_is_shown() {
    assertThat(files.endOfLogs()).isEmpty();
  }
}
