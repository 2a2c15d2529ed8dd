package io.pikabus.arquillian;

import static io.pikabus.arquillian.Service.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.apps.left.Left;
import io.pikabus.arquillian.apps.right.Right;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;

/** Connector and configuration in the EAR's lib, for two WARs. */
@ArquillianTest
class TwoWarsIT {

  private static final Application LEFT = new Application("left");
  private static final Application RIGHT = new Application("right");

  @Deployment(testable = false)
  static EnterpriseArchive application() {
    SHARED.delete("left", "right");
    SHARED.listen("two-out");
    return Archives.ear(
            LEFT.name(),
            Configuration.ofSharedBroker()
                .incoming("left")
                .incoming("right")
                .outgoing("out", "queue=two-out"),
            Left.class)
        .addAsModule(Archives.plainWar(RIGHT.name(), Right.class));
  }

  @Test
  void eachModulesHandlersRunInTheirOwnContextAndShareTheBus() {
    SHARED.send("left", "text");

    assertThat(SHARED.take("two-out").body()).isEqualTo("text from left and right");
    assertThat(LEFT.records("handled")).containsExactly("text in left");
    assertThat(RIGHT.records("handled")).containsExactly("text from left in right");
  }
}
