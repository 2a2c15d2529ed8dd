package io.pikabus.arquillian;

import static io.pikabus.arquillian.Service.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.apps.right.Right;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where {@code microprofile-config.properties} may lie, and what is said where it may not. */
@ArquillianTest
class ConfigurationPlacesIT {

  private static final boolean LIBERTY = "liberty".equals(System.getProperty("arquillian.launch"));

  @ArquillianResource Deployer deployer;

  @Deployment(name = "jar in the war", managed = false, testable = false)
  static WebArchive jarInTheWar() {
    return Archives.plainWar("jar-in-the-war", Right.class)
        .addAsLibraries(Archives.connector())
        .addAsLibraries(Archives.configured(configuration()));
  }

  @Deployment(name = "war in the ear", managed = false, testable = false)
  static EnterpriseArchive warInTheEar() {
    return Archives.connectorEar("war-in-the-ear")
        .addAsModule(
            Archives.plainWar("war-in-the-ear", Right.class)
                .addAsResource(configuration().asset(), Archives.CONFIGURATION));
  }

  @Deployment(name = "ear itself", managed = false, testable = false)
  static EnterpriseArchive earItself() {
    return Archives.connectorEar("ear-itself")
        .addAsModule(Archives.plainWar("ear-itself", Right.class))
        .addAsManifestResource(configuration().asset(), "microprofile-config.properties");
  }

  private static Configuration configuration() {
    return Configuration.ofSharedBroker().incoming("right").outgoing("out", "queue=placed");
  }

  @BeforeEach
  void receiver() {
    SHARED.delete("right");
    SHARED.listen("placed");
  }

  @Test
  void jarInTheLibraryOfAWar() {
    assertIsRead("jar in the war");
  }

  @Test
  void classesOfAWarInAnEar() {
    if (LIBERTY) {
      assertIsRead("war in the ear");
    } else {
      assertIsRefused("war in the ear");
    }
  }

  @Test
  void folderOfTheEarItself() {
    assertIsRefused("ear itself");
  }

  private void assertIsRead(String archive) {
    deployer.deploy(archive);
    try {
      SHARED.send("right", "text");
      assertThat(SHARED.take("placed").body()).isEqualTo("text and right");
    } finally {
      deployer.undeploy(archive);
    }
  }

  private void assertIsRefused(String archive) {
    assertThat(Refusal.of(deployer, archive))
        .contains(
            "Channel 'right' is consumed by io.pikabus.arquillian.apps.right.Right.take",
            "Put META-INF/microprofile-config.properties into the WAR, or with an EAR into a jar in its lib");
  }
}
