package io.pikabus.arquillian;

import static io.pikabus.arquillian.Patience.await;
import static io.pikabus.arquillian.Service.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.apps.coming.Coming;
import io.pikabus.arquillian.apps.observer.Observer;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

@ArquillianTest
class RedeploymentsIT {

  private static final Application OBSERVER = new Application("observer");

  private static final int REDEPLOYMENTS = 20;

  /** So that a slow machine is not given more than it can handle in the end. */
  private static final int MOST_WAITING = 200;

  /**
   * So many may stay, however often it is redeployed: Mutiny, which is the server's, has two
   * constant exceptions, and the stack trace of each holds the application that was the first to
   * need it. A heap dump showed nothing else after 5, 20 and 40 redeployments that is not let go
   * when {@code Loaders} asks for it.
   */
  private static final int ALLOWED = 2;

  @ArquillianResource Deployer deployer;

  @Deployment(name = "observer", testable = false)
  static WebArchive observer() {
    return Archives.plainWar(OBSERVER.name(), Observer.class);
  }

  @Deployment(name = "coming", managed = false, testable = false)
  static WebArchive coming() {
    return Archives.war(
        "coming",
        Configuration.ofSharedBroker()
            .incoming("coming", "error-queue=coming-errors")
            .outgoing("going", "queue=gone"),
        Coming.class);
  }

  @Test
  void redeploymentsUnderLoadLoseNoMessageAndLeaveNothingBehind() throws InterruptedException {
    SHARED.delete("coming-errors");
    SHARED.listen("coming");
    SHARED.listen("gone");
    List<String> sent = new ArrayList<>();
    ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
    try {
      load.scheduleWithFixedDelay(() -> sendSome(sent), 0, 100, TimeUnit.MILLISECONDS);
      for (int i = 0; i < REDEPLOYMENTS; i++) {
        deployer.deploy("coming");
        // Some go while their consumers are on their way.
        if (i % 4 != 0) {
          await("it consumes").until(() -> SHARED.consumers("coming") == 1);
          long before = SHARED.ready("gone");
          await("messages go through").until(() -> SHARED.ready("gone") > before);
        }
        deployer.undeploy("coming");
      }
    } finally {
      load.shutdown();
      assertThat(load.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(sent).as("the load went on").hasSizeGreaterThan(REDEPLOYMENTS * 10);
    assertNothingIsLeft();
    deployer.deploy("coming");
    try {
      List<String> expected =
          sent.stream()
              .flatMap(text -> Stream.of("sent " + text, "emitted " + text, "deferred " + text))
              .toList();
      await("everything has come")
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(
              () -> assertThat(SHARED.ready("gone")).isGreaterThanOrEqualTo(expected.size()));
      assertThat(SHARED.takeAll("gone", expected.size()))
          .containsExactlyInAnyOrderElementsOf(expected);
      assertThat(SHARED.ready("coming")).isZero();
      assertThat(SHARED.exists("coming-errors")).isFalse();
    } finally {
      deployer.undeploy("coming");
    }
  }

  private static void sendSome(List<String> sent) {
    if (SHARED.ready("coming") > MOST_WAITING) {
      return;
    }
    List<String> some =
        IntStream.range(sent.size(), sent.size() + 5).mapToObj(Integer::toString).toList();
    SHARED.sendAll("coming", some);
    sent.addAll(some);
  }

  private static void assertNothingIsLeft() {
    await("no thread is left")
        .untilAsserted(() -> assertThat(OBSERVER.get("threads/pikabus")).isEmpty());
    if (Service.SHARED_BROKER instanceof PrivateNode node) {
      await("no connection is left")
          .until(() -> !node.control("list_connections", "client_properties").contains("pikabus-"));
    }
    await("no class loader is left")
        .untilAsserted(
            () -> {
              String[] loaders = OBSERVER.get("loaders").split(" ");
              assertThat(Integer.parseInt(loaders[0])).as("registered").isEqualTo(REDEPLOYMENTS);
              assertThat(Integer.parseInt(loaders[1]))
                  .as("still there")
                  .isLessThanOrEqualTo(ALLOWED);
            });
  }
}
