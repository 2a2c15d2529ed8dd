package io.pikabus.example.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibertyTest {
  @TempDir Path folder;

  private final Liberty liberty = new Liberty(Path.of("anywhere"));

  @Test
  void one_that_is_not_provisioned_is_refused_with_what_to_do() {
    assertThatThrownBy(() -> Liberty.provisioned(folder))
        .isInstanceOf(DemoException.class)
        .hasMessageContaining("There is no Open Liberty in " + folder)
        .hasMessageContaining("mvn -pl server-config/liberty package");
  }

  @Test
  void a_deployment_has_failed_when_the_log_says_so() throws IOException {
    assertThat(liberty.deploymentFailed(folder)).as("before there is a log").isFalse();

    Files.createDirectories(liberty.log(folder).getParent());
    Files.writeString(liberty.log(folder), "CWWKZ0018I: Starting application shop.\n");
    assertThat(liberty.deploymentFailed(folder)).isFalse();

    Files.writeString(
        liberty.log(folder), "E CWWKZ0002E: An exception occurred while starting shop\n");
    assertThat(liberty.deploymentFailed(folder)).isTrue();
  }
}
