package io.pikabus.arquillian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.jboss.arquillian.container.test.api.Deployer;

/** A deployment that the server refuses. */
final class Refusal {

  private Refusal() {}

  /**
   * Deploys in vain.
   *
   * @return what whoever deploys is told, and what the server's log says of it: Open Liberty tells
   *     no more than the first line
   */
  static String of(Deployer deployer, String archive) {
    int before = ServerLog.ofThisRun().text().length();
    Throwable failure = catchThrowable(() -> deployer.deploy(archive));
    assertThat(failure).as("the refusal of " + archive).isNotNull();
    return failure + "\n" + ServerLog.ofThisRun().text().substring(before);
  }
}
