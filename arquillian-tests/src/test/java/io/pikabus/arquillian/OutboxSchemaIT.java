package io.pikabus.arquillian;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.apps.stubborn.Stubborn;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An outbox that cannot be used fails the deployment, and not the first message. */
@ArquillianTest
class OutboxSchemaIT {

  @ArquillianResource Deployer deployer;

  @Deployment(name = "tables", managed = false, testable = false)
  static WebArchive withoutTables() {
    return archive("without-tables", "outbox.table-prefix", "absent_");
  }

  @Deployment(name = "datasource", managed = false, testable = false)
  static WebArchive withoutDatasource() {
    return archive("without-datasource", "outbox.datasource", "java:jboss/datasources/Nowhere");
  }

  @Deployment(name = "inbox", managed = false, testable = false)
  static WebArchive inboxWithoutOutbox() {
    return Archives.war(
        "inbox-alone",
        Configuration.ofSharedBroker().incoming("stubborn", "inbox=true"),
        Stubborn.class);
  }

  private static WebArchive archive(String name, String key, String value) {
    return Archives.war(
        name,
        Configuration.ofSharedBroker()
            .connector("transaction", "outbox")
            .connector(key, value)
            .incoming("stubborn"),
        Stubborn.class);
  }

  @Test
  void missingTablesFailTheDeploymentWithWhatToDo() {
    assertThat(Refusal.of(deployer, "tables"))
        .contains(
            "outbox.schema = validate",
            "absent_outbox",
            "io/pikabus/outbox/h2.sql",
            "set outbox.schema = create");
  }

  /** On WildFly, whose name it is. */
  @Test
  @Tag("one-server")
  void aMissingDatasourceFailsTheDeploymentWithItsName() {
    assertThat(Refusal.of(deployer, "datasource"))
        .contains("outbox.datasource = 'java:jboss/datasources/Nowhere'", "nothing of that name");
  }

  @Test
  void anInboxWithoutTheOutboxIsRefusedBecauseItWouldLoseMessages() {
    assertThat(Refusal.of(deployer, "inbox"))
        .contains(
            "mp.messaging.connector.pikabus.transaction = local cannot stand beside",
            "mp.messaging.incoming.stubborn.inbox = true",
            "transaction = outbox");
  }
}
