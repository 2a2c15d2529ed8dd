package io.pikabus.arquillian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pikabus.arquillian.apps.sales.Sales;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The application is there before its broker. */
@ArquillianTest
class BrokerDownIT {

  private static final Application APPLICATION = new Application("early");

  private static final Optional<PrivateNode> NODE = node();

  private static final URI NOWHERE = URI.create("amqp://guest:guest@127.0.0.1:1");

  @Deployment(testable = false)
  static WebArchive application() {
    Configuration configuration =
        Configuration.of(NODE.map(PrivateNode::uri).orElse(NOWHERE))
            .outgoing("sold", "queue=sold", "confirm-timeout=PT1S")
            .outgoing("nowhere", "queue=nowhere")
            .outgoing("full", "queue=full")
            .incoming("questions");
    return Archives.war(APPLICATION.name(), configuration, Sales.class)
        .addAsResource(Archives.persistence(), "META-INF/persistence.xml");
  }

  @AfterAll
  static void end() {
    NODE.ifPresent(PrivateNode::close);
  }

  private static Optional<PrivateNode> node() {
    try {
      return Optional.of(
          PrivateNode.create(Path.of(System.getProperty("pikabus.broker.directory"))));
    } catch (IllegalStateException notInstalled) {
      return Optional.empty();
    }
  }

  @Test
  void anApplicationIsDeployedWithoutABrokerRollsBackWhatItCannotSendAndWorksOnceThereIsOne() {
    assertThat(sell("early"))
        .contains("RollbackException", "SendException", "was not sent", "not connected since");
    assertThat(APPLICATION.get("sales/early")).isEqualTo("false");

    assumeTrue(NODE.isPresent(), "needs rabbitmq-server on this machine for a node of its own");
    PrivateNode node = NODE.orElseThrow();
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
