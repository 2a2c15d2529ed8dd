package io.pikabus.arquillian;

import static io.pikabus.arquillian.Patience.await;
import static io.pikabus.arquillian.Service.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.apps.lonely.Lonely;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** An outbox without any channel: the injected bus is all there is. */
@ArquillianTest
class OutboxAloneIT {

  private static final Application APPLICATION = new Application("lonely");

  @Deployment(testable = false)
  static WebArchive application() {
    return Archives.war(
        APPLICATION.name(),
        Configuration.ofSharedBroker()
            .connector("transaction", "outbox")
            .connector("outbox.schema", "create")
            .connector("outbox.table-prefix", "lonely_"),
        Lonely.class);
  }

  @Test
  void theTablesAreMadeAndWatchedThoughNobodyHasSentYet() {
    await("somebody looks into the outbox").until(() -> APPLICATION.get("lonely").equals("0"));

    SHARED.listen("lonely");
    assertThat(APPLICATION.post("lonely/first")).isEqualTo("first");
    assertThat(SHARED.take("lonely").body()).isEqualTo("first");
  }
}
