package io.pikabus.arquillian;

import static io.pikabus.arquillian.Patience.await;
import static io.pikabus.arquillian.Service.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.apps.life.Life;
import io.pikabus.arquillian.apps.observer.Observer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Handlers that take longer than their application has time for; the rest is LifecycleIT's. */
@ArquillianTest
class StoppingIT {

  private static final Application OBSERVER = new Application("observer");

  private static final Duration DRAIN = Duration.ofSeconds(3);

  @ArquillianResource Deployer deployer;

  @Deployment(name = "observer", testable = false)
  static WebArchive observer() {
    return Archives.plainWar(OBSERVER.name(), Observer.class);
  }

  @Deployment(name = "hasty", managed = false, testable = false)
  static WebArchive hasty() {
    return Archives.war(
        "hasty",
        Configuration.ofSharedBroker()
            .connector("error-queue", "life-errors")
            .connector("drain-timeout", DRAIN.toString())
            .incoming("life")
            .incoming("life-two")
            .incoming("life-three")
            .outgoing("life-out", "queue=lived")
            .outgoing("life-out-too", "queue=lived"),
        Life.class);
  }

  @BeforeEach
  void queues() {
    SHARED.delete("life", "life-two", "life-three", "life-errors");
    SHARED.listen("lived");
  }

  @Test
  void aMessageWhoseHandlerTakesLongerThanTheDrainTimeoutIsHandledByTheNextDeployment() {
    deployer.deploy("hasty");
    SHARED.send("life", "held-hasty");
    OBSERVER.awaitAtGate("held-hasty", 1);

    Instant begin = Instant.now();
    deployer.undeploy("hasty");
    assertThat(Duration.between(begin, Instant.now())).isBetween(DRAIN, DRAIN.multipliedBy(2));
    await("the message is back").until(() -> SHARED.ready("life") == 1);

    deployer.deploy("hasty");
    try {
      OBSERVER.awaitAtGate("held-hasty", 2);
      OBSERVER.open("held-hasty");
      assertThat(SHARED.take("lived").body()).isEqualTo("held-hasty");
    } finally {
      deployer.undeploy("hasty");
    }
    await("both handlers are through")
        .untilAsserted(() -> assertThat(OBSERVER.get("threads/pikabus")).isEmpty());
    assertThat(List.of(SHARED.ready("life"), SHARED.ready("lived"))).containsOnly(0L);
    assertThat(SHARED.ready("life-errors")).isZero();
  }
}
