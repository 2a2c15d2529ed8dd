package io.pikabus.arquillian;

import static io.pikabus.arquillian.Patience.await;
import static io.pikabus.arquillian.Service.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.apps.operated.Operated;
import io.pikabus.arquillian.apps.operator.Operator;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A channel is paused while its application runs: by the API, a management bean, the server. */
@ArquillianTest
class PausedByHandIT {

  private static final Application OPERATOR = new Application("operator");
  private static final Application OPERATED = new Application("operated");

  private static final String QUEUE = "operated-queue";

  @ArquillianResource Deployer deployer;

  @Deployment(name = "operator", testable = false)
  static WebArchive operator() {
    return Archives.plainWar(OPERATOR.name(), Operator.class);
  }

  @Deployment(name = "operated", managed = false, testable = false)
  static WebArchive operated() {
    return Archives.war(
        OPERATED.name(),
        Configuration.ofSharedBroker().incoming("operated", "queue=" + QUEUE),
        Operated.class);
  }

  @BeforeEach
  void deploy() {
    SHARED.delete(QUEUE);
    deployer.deploy("operated");
    SHARED.send(QUEUE, "first");
    OPERATED.awaitRecords("handled", 1);
  }

  @AfterEach
  void undeploy() {
    deployer.undeploy("operated");
    assertThat(OPERATOR.get("beans")).as("management beans that stay").isEmpty();
  }

  /** Nothing is handled, and health says why; then the message is. */
  private void assertPausedUntil(String reason, Runnable resume) {
    Health ready = Health.await("ready", "DOWN");
    assertThat(ready.data()).containsEntry("operated.state", "PAUSED");
    assertThat(ready.data().get("operated.reason")).contains(reason);
    // Else it might be delivered at this moment, and would stay in hand for a while.
    await("nothing consumes the queue").until(() -> SHARED.consumers(QUEUE) == 0);
    SHARED.send(QUEUE, "second");
    await("the message waits").until(() -> SHARED.ready(QUEUE) == 1);
    resume.run();
    assertThat(OPERATED.awaitRecords("handled", 2)).containsExactly("first", "second");
    Health.await("ready", "UP");
  }

  @Test
  void theApplicationPausesAndResumesItsChannel() {
    OPERATED.post("bus/pause/operated");
    assertPausedUntil("by the application", () -> OPERATED.post("bus/resume/operated"));
  }

  @Test
  void anOperatorPausesAndResumesAChannelByItsManagementBean() {
    assertThat(OPERATOR.get("beans"))
        .isEqualTo("io.pikabus:type=Channel,application=operated,name=operated");
    assertThat(OPERATOR.get("beans/operated")).contains("Queue=" + QUEUE, "State=WORKING");

    OPERATOR.post("beans/operated/pause");

    assertThat(OPERATOR.get("beans/operated")).contains("State=PAUSED", "Reason=by the operator");
    assertPausedUntil("by the operator", () -> OPERATOR.post("beans/operated/resume"));
  }

  @Test
  @Tag("one-server") // Open Liberty's pause says nothing to applications.
  void aServerThatSuspendsPausesItsChannelsAndResumesThem() {
    OPERATOR.post("beans/suspend/12");
    assertPausedUntil(
        "The server says that it is", () -> await("the server").until(OPERATED::answers));
  }
}
