package io.pikabus.arquillian;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.apps.sales.Sales;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The application is there before its broker. */
@ArquillianTest
class BrokerDownIT {

  private static final Application APPLICATION = new Application("early");

  private static final OwnNode NODE = new OwnNode();

  @Deployment(testable = false)
  static WebArchive application() {
    Configuration configuration =
        Configuration.of(NODE.uri())
            .outgoing("sold", "queue=sold", "confirm-timeout=PT1S")
            .outgoing("nowhere", "queue=nowhere")
            .outgoing("full", "queue=full")
            .incoming("questions");
    return Archives.war(APPLICATION.name(), configuration, Sales.class)
        .addAsResource(Archives.persistence(), "META-INF/persistence.xml");
  }

  @AfterAll
  static void end() {
    NODE.close();
  }

  @Test
  void anApplicationIsDeployedWithoutABrokerRollsBackWhatItCannotSendAndWorksOnceThereIsOne() {
    assertThat(sell("early"))
        .contains("RollbackException", "SendException", "was not sent", "not connected since");
    assertThat(APPLICATION.get("sales/early")).isEqualTo("false");

    PrivateNode node = NODE.assumed();
    node.start();
    try (Service other = new Service(node.uri())) {
      other.listen(Service.ADDRESS);
      other.send("questions", "question");
      assertThat(other.take(Service.ADDRESS).body()).isEqualTo("answer to question");

      other.listen("sold");
      assertThat(sell("late")).isEqualTo("success");
      assertThat(other.take("sold").body()).isEqualTo("late");
      assertThat(other.ready("sold")).isZero();
    }
  }

  private static String sell(String id) {
    return APPLICATION.post("sales/%s?way=EMITTER&destination=sold&ending=COMMIT".formatted(id));
  }
}
