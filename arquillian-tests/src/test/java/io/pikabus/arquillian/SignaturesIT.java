package io.pikabus.arquillian;

import static io.pikabus.arquillian.Service.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.apps.shapes.Shapes;
import io.pikabus.arquillian.apps.unkept.Unkept;
import java.io.File;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which handlers are deployed, and which are refused because they cannot keep a promise. */
@ArquillianTest
class SignaturesIT {

  private static final Application SHAPES = new Application("shapes");

  @ArquillianResource Deployer deployer;

  @Deployment(name = "shapes", managed = false, testable = false)
  static WebArchive shapes() {
    return Archives.war(
        SHAPES.name(),
        Configuration.ofSharedBroker()
            .incoming("bundles")
            .incoming("fixed")
            .incoming("alone")
            .outgoing("ticks", "queue=ticks")
            .outgoing("tocks", "queue=tocks")
            .outgoing("pieces", "queue=pieces"),
        Shapes.class);
  }

  @Deployment(name = "unkept", managed = false, testable = false)
  static WebArchive unkept() {
    return Archives.war(
        "unkept",
        Configuration.ofSharedBroker()
            .incoming("injected")
            .incoming("split")
            .incoming("stream")
            .incoming("subscribed")
            .incoming("early")
            .incoming("unanswered")
            .incoming("shared")
            .incoming("everyone", "broadcast=true")
            .incoming("secret")
            .incoming("outside")
            .incoming("hidden")
            .incoming("generic")
            .incoming("shape")
            .outgoing("told", "queue=any")
            .outgoing("parts", "queue=any")
            .outgoing("streamed", "queue=any")
            .outgoing("shown", "queue=any"),
        Unkept.class);
  }

  @Deployment(name = "two-in-war", managed = false, testable = false)
  static WebArchive twoInWar() {
    return Archives.war("two-in-war", Configuration.ofSharedBroker(), Shapes.class)
        .addAsLibrary(connector(), "pikabus-connector-of-old.jar");
  }

  @Deployment(name = "two-in-ear", managed = false, testable = false)
  static EnterpriseArchive twoInEar() {
    return Archives.connectorEar("two-in-ear")
        .addAsModule(
            Archives.plainWar("two-in-ear", Shapes.class)
                .addAsLibrary(connector(), "pikabus-connector-of-old.jar"));
  }

  private static File connector() {
    for (File each : Archives.connector()) {
      if (each.getName().startsWith("pikabus-connector")) {
        return each;
      }
    }
    throw new IllegalStateException("no connector among " + List.of(Archives.connector()));
  }

  @Test
  void handlersThatCannotKeepAPromiseAreRefusedTogetherEachWithARemedy() {
    assertThat(Refusal.of(deployer, "unkept"))
        .contains(
            "pikabus cannot start: 15 faults",
            "'injected' is consumed by io.pikabus.arquillian.apps.unkept.Unkept.injected: a message"
                + " is acknowledged before the injected stream",
            "'split' is consumed by io.pikabus.arquillian.apps.unkept.Unkept.split: a message is"
                + " acknowledged before the stream that is returned",
            "send each result with PikaBus or an Emitter",
            "Unkept.stream: a message is acknowledged before its payload is passed on",
            "Unkept.subscribe: a message is acknowledged when onNext returns",
            "Unkept.early: @Acknowledgment(PRE_PROCESSING) acknowledges",
            "Unkept.unanswered: @Acknowledgment(NONE) never acknowledges",
            "'shared' is consumed by io.pikabus.arquillian.apps.unkept.Unkept.one and by"
                + " io.pikabus.arquillian.apps.unkept.Unkept.other",
            "mp.messaging.incoming.everyone.broadcast = true cannot be kept",
            "Unkept.secret, which is private",
            "Unkept.outside with @Transactional(NEVER)",
            "the record io.pikabus.arquillian.apps.unkept.Hidden is not public",
            "the record io.pikabus.arquillian.apps.unkept.Generic is generic",
            "io.pikabus.arquillian.apps.unkept.Shape is an interface",
            "'told' is fed by io.pikabus.arquillian.apps.unkept.Unkept.told with",
            "'shown' is fed by io.pikabus.arquillian.apps.unkept.Unkept.shown with");
  }

  @ParameterizedTest
  @ValueSource(strings = {"two-in-war", "two-in-ear"})
  void aSecondConnectorIsRefusedWithBothPlaces(String archive) {
    assertThat(Refusal.of(deployer, archive))
        .containsPattern("pikabus is in this application 2 times: .*pikabus-connector-of-old.jar");
  }

  @Test
  void whatKeepsThePromiseIsDeployedAndEndlessSourcesArePaced() {
    SHARED.listen("ticks");
    SHARED.listen("tocks");
    SHARED.listen("pieces");
    SHARED.delete("bundles", "fixed", "alone");
    deployer.deploy("shapes");
    try {
      assertThat(SHARED.takeAll("ticks", Shapes.MANY)).containsOnly("pikabus-source-ticks");
      // The runtime's stream makes its first message when it is subscribed to, asked or not.
      assertThat(SHARED.takeAll("tocks", Shapes.MANY).subList(1, Shapes.MANY))
          .containsOnly("pikabus-source-tocks");
      SHARED.send("bundles", "a,b,c");
      assertThat(SHARED.takeAll("pieces", 3)).containsExactly("a", "b", "c");
      SHARED.send("fixed", "static");
      assertThat(SHAPES.awaitRecords("fixed", 1)).containsExactly("static");
      SHARED.send("alone", "private");
      assertThat(SHAPES.awaitRecords("alone", 1)).containsExactly("private");
    } finally {
      deployer.undeploy("shapes");
    }
  }
}
