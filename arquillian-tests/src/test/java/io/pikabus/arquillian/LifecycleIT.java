package io.pikabus.arquillian;

import static io.pikabus.arquillian.Patience.await;
import static io.pikabus.arquillian.Service.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pikabus.arquillian.apps.life.Life;
import io.pikabus.arquillian.apps.observer.Observer;
import io.pikabus.arquillian.apps.operator.Operator;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application that is deployed, undeployed and deployed again, as a WAR and in an EAR. */
@ArquillianTest
class LifecycleIT {

  private static final Application OBSERVER = new Application("observer");

  @ArquillianResource Deployer deployer;

  @Deployment(name = "observer", testable = false)
  static WebArchive observer() {
    return Archives.plainWar(OBSERVER.name(), Observer.class)
        .addPackage(Operator.class.getPackage());
  }

  @Deployment(name = "war", managed = false, testable = false)
  static WebArchive war() {
    return Archives.war("life-war", configuration(), Life.class);
  }

  @Deployment(name = "ear", managed = false, testable = false)
  static EnterpriseArchive ear() {
    return Archives.ear("life-ear", configuration(), Life.class);
  }

  private static Configuration configuration() {
    return Configuration.ofSharedBroker()
        .incoming("life", "error-queue=life-errors")
        .incoming("life-two", "error-queue=life-errors")
        .incoming("life-three", "error-queue=life-errors")
        .outgoing("life-out", "queue=lived")
        .outgoing("life-out-too", "queue=lived");
  }

  @BeforeEach
  void queues() {
    SHARED.delete("life", "life-two", "life-three", "life-errors");
    SHARED.listen("lived");
  }

  @ParameterizedTest
  @ValueSource(strings = {"war", "ear"})
  void fiveChannelsShareTwoConnectionsWhichEndWithTheApplication(String archive) {
    assumeTrue(
        Service.SHARED_BROKER instanceof PrivateNode,
        () -> "cannot list the connections of the " + Service.SHARED_BROKER.describe());
    deployer.deploy(archive);
    try {
      for (String queue : List.of("life", "life-two", "life-three")) {
        SHARED.send(queue, queue);
      }
      assertThat(Stream.generate(() -> SHARED.take("lived").body()).limit(3))
          .containsExactlyInAnyOrder("life", "life-two", "life-three");
      assertThat(connections())
          .satisfiesExactlyInAnyOrder(
              one -> assertThat(one).contains("pikabus-publishing"),
              other -> assertThat(other).contains("pikabus-consuming"));
    } finally {
      deployer.undeploy(archive);
    }

    await("no connection is left").until(() -> connections().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"war", "ear"})
  void anUndeployedApplicationLeavesNoThreads(String archive) {
    deployer.deploy(archive);
    SHARED.send("life", "life");
    SHARED.take("lived");
    assertThat(OBSERVER.get("threads/pikabus")).contains("pikabus-life");

    deployer.undeploy(archive);

    await("no thread is left")
        .untilAsserted(
            () -> {
              assertThat(OBSERVER.get("threads/pikabus")).isEmpty();
              assertThat(OBSERVER.get("threads/AMQP")).isEmpty();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"war", "ear"})
  void theMessageInHandIsFinishedAtTheUndeploymentAndTheOthersAreHandledAtTheNext(String archive) {
    String held = "held-" + archive;
    List<String> others = IntStream.range(0, 100).mapToObj(Integer::toString).toList();
    deployer.deploy(archive);
    SHARED.send("life", held);
    SHARED.sendAll("life", others);
    OBSERVER.awaitAtGate(held, 1);

    CompletableFuture<Void> opening =
        CompletableFuture.runAsync(() -> openWhenStopped("life", held));
    deployer.undeploy(archive);
    opening.join();

    assertThat(SHARED.take("lived").body()).isEqualTo(held);
    assertThat(SHARED.ready("lived")).isZero();
    await("the others are back").until(() -> SHARED.ready("life") == others.size());

    deployer.deploy(archive);
    try {
      assertThat(SHARED.takeAll("lived", others.size())).containsExactlyElementsOf(others);
      assertThat(SHARED.ready("life-errors")).isZero();
    } finally {
      deployer.undeploy(archive);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"war", "ear"})
  void nothingIsLostOrDoubledWhenAnApplicationGoesWhileItWorks(String archive) {
    List<String> texts = IntStream.range(0, 1500).mapToObj(Integer::toString).toList();
    SHARED.listen("life");
    SHARED.sendAll("life", texts);
    deployer.deploy(archive);
    await("some messages are handled").until(() -> SHARED.ready("lived") > 10);
    deployer.undeploy(archive);
    assertThat(SHARED.ready("life")).as("messages left").isPositive();

    deployer.deploy(archive);
    try {
      assertThat(SHARED.takeAll("lived", texts.size())).containsExactlyElementsOf(texts);
    } finally {
      deployer.undeploy(archive);
    }
    assertThat(SHARED.ready("lived")).isZero();
    assertThat(SHARED.ready("life")).isZero();
  }

  /** A server that no longer answers for an application may not have stopped its channels yet. */
  private static void openWhenStopped(String channel, String gate) {
    await("channel " + channel + " is stopped")
        .until(() -> OBSERVER.get("beans/" + channel).contains("State=STOPPED"));
    OBSERVER.open(gate);
  }

  private static List<String> connections() {
    return ((PrivateNode) Service.SHARED_BROKER)
        .control("list_connections", "client_properties")
        .lines()
        .filter(line -> line.contains("pikabus-"))
        .toList();
  }
}
