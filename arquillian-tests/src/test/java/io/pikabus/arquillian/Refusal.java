package io.pikabus.arquillian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jboss.arquillian.container.test.api.Deployer;

/** A deployment that the server refuses. */
final class Refusal {

  private static final Path LOG = Path.of(System.getProperty("server.log"));

  private Refusal() {}

  /**
   * Deploys in vain.
   *
   * @return what whoever deploys is told, and what the server's log says of it: Open Liberty tells
   *     no more than the first line
   */
  static String of(Deployer deployer, String archive) throws IOException {
    int before = log().length;
    Throwable failure = catchThrowable(() -> deployer.deploy(archive));
    assertThat(failure).as("the refusal of " + archive).isNotNull();
    byte[] log = log();
    return failure
        + "\n"
        + new String(Arrays.copyOfRange(log, before, log.length), StandardCharsets.UTF_8);
  }

  private static byte[] log() throws IOException {
    return Files.readAllBytes(LOG);
  }
}
