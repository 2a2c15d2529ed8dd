package io.pikabus.arquillian;

import static io.pikabus.arquillian.Patience.await;
import static io.pikabus.arquillian.Service.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.apps.checked.Checked;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the server answers on its management port, in good times and in bad. Before all others: Open
 * Liberty is not ready once it has refused an application, as other tests have it do.
 */
@Order(1)
@ArquillianTest
class HealthIT {

  private static final String LIVE = "live";
  private static final String READY = "ready";
  private static final String STARTED = "started";
  private static final String UP = "UP";
  private static final String DOWN = "DOWN";

  /** What an outage may take before the application is not ready any more. */
  private static final Duration GRACE = Duration.ofSeconds(15);

  private static final OwnNode NODE = new OwnNode();

  private static final URI SHARED_URI = Service.SHARED_BROKER.uri();

  @ArquillianResource Deployer deployer;

  /** Whose broker comes and goes. */
  @Deployment(name = "outage", managed = false, testable = false)
  static WebArchive outage() {
    return Archives.war(
        "outage",
        configuration(NODE.uri())
            // A quorum queue may lose its leader for good when it is young and its node is killed.
            .connector("queue-type", "classic"),
        Checked.class);
  }

  @Deployment(name = "war", managed = false, testable = false)
  static WebArchive war() {
    return Archives.war("checked-war", configuration(SHARED_URI), Checked.class);
  }

  @Deployment(name = "faulty", managed = false, testable = false)
  static WebArchive faulty() {
    return Archives.war(
        "faulty", configuration(SHARED_URI).incoming("sound", "prefetch=many"), Checked.class);
  }

  @Deployment(name = "without tables", managed = false, testable = false)
  static WebArchive withoutTables() {
    return Archives.war(
        "without-tables",
        configuration(SHARED_URI)
            .connector("transaction", "outbox")
            .connector("outbox.table-prefix", "absent_"),
        Checked.class);
  }

  /** One of whose channels nobody feeds: the runtime refuses it, and we have no fault to find. */
  @Deployment(name = "unwired", managed = false, testable = false)
  static WebArchive unwired() {
    return Archives.war("unwired", Configuration.of(SHARED_URI).incoming("sound"), Checked.class);
  }

  @Deployment(name = "ear", managed = false, testable = false)
  static EnterpriseArchive ear() {
    return Archives.ear("checked-ear", configuration(SHARED_URI), Checked.class);
  }

  /** Whose channels name their broker, and nothing else does. */
  @Deployment(name = "own", managed = false, testable = false)
  static WebArchive own() {
    String[] address = Configuration.address(SHARED_URI);
    return Archives.war(
        "own",
        configuration(OwnNode.NOWHERE).incoming("sound", address).incoming("fragile", address),
        Checked.class);
  }

  private static Configuration configuration(URI broker) {
    return Configuration.of(broker).incoming("sound").incoming("fragile", "queue=brittle");
  }

  @AfterAll
  static void end() {
    NODE.close();
  }

  /** On one server: it is about the broker, and takes its time. */
  @Test
  @Tag("one-server")
  void anOutageLeavesTheApplicationAliveAndTakesItOutOfServiceOnlyWhenItLasts() {
    PrivateNode node = NODE.assumed();
    deployer.deploy("outage");
    try {
      withoutABrokerItIsStartedAndAliveButNotReady();

      node.start();
      assertThat(Health.await(READY, UP).isUp()).isTrue();

      Instant outage = Instant.now();
      node.kill();
      Health down = Health.await(READY, DOWN);
      assertThat(down.isDown()).isTrue();
      assertThat(Duration.between(outage, Instant.now())).isGreaterThan(GRACE);
      for (String part : List.of("publishing", "sound", "fragile")) {
        assertThat(down.data()).containsEntry(part + ".state", "INTERRUPTED");
        assertThat(down.data().get(part + ".reason")).isNotBlank();
        assertThat(Instant.parse(down.data().get(part + ".since")))
            .isBetween(outage, Instant.now().minus(GRACE));
      }
      assertThat(Health.of(LIVE).isUp()).isTrue();
      assertThat(Health.of(STARTED).isUp()).isTrue();

      node.start();
      assertThat(Health.await(READY, UP).data())
          .containsEntry("publishing.state", "WORKING")
          .doesNotContainKey("publishing.reason");
    } finally {
      deployer.undeploy("outage");
    }
  }

  private static void withoutABrokerItIsStartedAndAliveButNotReady() {
    assertThat(Health.of(STARTED).isUp()).isTrue();
    assertThat(Health.of(LIVE).isUp()).isTrue();
    Health ready = Health.of(READY);
    assertThat(ready.isDown()).isTrue();
    assertThat(ready.data())
        .containsEntry("publishing.state", "STARTING")
        .containsEntry("sound.state", "STARTING")
        .containsEntry("sound.queue", "sound");
    await("why it is not ready")
        .until(() -> Health.of(READY).data().containsKey("publishing.reason"));
  }

  /** On WildFly, which keeps the checks of an application that fails at its validation. */
  @ParameterizedTest
  @ValueSource(strings = {"faulty", "without tables"})
  @Tag("one-server")
  void anApplicationThatIsRefusedLeavesNoCheckBehind(String archive) {
    assertThat(Refusal.of(deployer, archive)).contains("pikabus cannot start");
    deployer.deploy("war");
    try {
      assertThat(Health.await(READY, UP).isUp()).isTrue();
      assertThat(Health.of(STARTED).isUp()).isTrue();
    } finally {
      deployer.undeploy("war");
    }
  }

  /** On WildFly, which keeps the checks of an application that fails at its validation. */
  @Test
  @Tag("one-server")
  void anApplicationThatTheRuntimeRefusesLeavesNoCheckBehind() {
    assertThat(Refusal.of(deployer, "unwired")).contains("fragile");
    deployer.deploy("war");
    try {
      await("the server is ready: " + Health.body(READY))
          .until(() -> Health.code(READY) == 200 && Health.code(STARTED) == 200);
      assertThat(Health.code(LIVE)).isEqualTo(200);
    } finally {
      deployer.undeploy("war");
    }
  }

  @Test
  void anApplicationThatWorksSaysSoOfEveryChannel() {
    for (String archive : List.of("war", "ear")) {
      SHARED.delete("sound", "brittle");
      Instant begin = Instant.now();
      deployer.deploy(archive);
      try {
        Health ready = Health.await(READY, UP);
        assertThat(ready.isUp()).isTrue();
        assertThat(ready.data().keySet())
            .containsExactly(
                "fragile.node",
                "fragile.queue",
                "fragile.since",
                "fragile.state",
                "publishing.node",
                "publishing.since",
                "publishing.state",
                "sound.node",
                "sound.queue",
                "sound.since",
                "sound.state");
        assertThat(ready.data())
            .containsEntry("publishing.state", "WORKING")
            .containsEntry("sound.state", "WORKING")
            .containsEntry("sound.queue", "sound")
            .containsEntry("fragile.queue", "brittle");
        assertThat(Instant.parse(ready.data().get("sound.since"))).isBetween(begin, Instant.now());
        assertThat(Health.of(LIVE).isUp()).isTrue();
        assertThat(Health.of(STARTED).isUp()).isTrue();
      } finally {
        deployer.undeploy(archive);
      }
    }
  }

  @Test
  void aBrokerThatNobodyUsesDoesNotMatter() {
    SHARED.delete("sound", "brittle");
    deployer.deploy("own");
    try {
      assertThat(Health.await(READY, UP).data())
          .containsEntry("publishing.state", "WORKING")
          .containsEntry("sound.state", "WORKING");
    } finally {
      deployer.undeploy("own");
    }
  }

  @Test
  void aChannelThatTheRuntimeCancelledIsDeadAndItsMessagesStayInItsQueue() {
    SHARED.delete("sound", "brittle");
    SHARED.listen("heard");
    deployer.deploy("war");
    try {
      Health.await(READY, UP);
      Instant begin = Instant.now();
      String bad = SHARED.send("brittle", "bad");
      SHARED.send("brittle", "next");

      Health dead = Health.await(LIVE, DOWN);
      assertThat(dead.isDown()).isTrue();
      assertThat(dead.data())
          .containsEntry("fragile.state", "DEAD")
          .containsEntry("sound.state", "WORKING");
      assertThat(dead.data().get("fragile.reason")).contains("cancelled", bad);
      assertThat(Instant.parse(dead.data().get("fragile.since"))).isBetween(begin, Instant.now());
      assertThat(Health.of(READY).isDown()).isTrue();
      await("both are back").until(() -> SHARED.ready("brittle") == 2);

      SHARED.send("sound", "the other channel works");
      assertThat(SHARED.take("heard").body()).isEqualTo("the other channel works");
    } finally {
      deployer.undeploy("war");
    }
    assertThat(SHARED.takeAll("brittle", 2)).containsExactlyInAnyOrder("bad", "next");
  }
}
