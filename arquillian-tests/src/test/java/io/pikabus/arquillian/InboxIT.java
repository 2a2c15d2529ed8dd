package io.pikabus.arquillian;

import static io.pikabus.arquillian.Patience.await;
import static io.pikabus.arquillian.Service.SHARED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.Service.Generation;
import java.util.Map;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code transaction = outbox}, {@code inbox = true}: a second delivery is not handled. */
@ArquillianTest
class InboxIT {

  private static final Application APPLICATION = new Application("noted");

  private static final String ERRORS = "noted-errors";

  @Deployment(testable = false)
  static WebArchive application() {
    return DeliveriesIT.archive(
        APPLICATION.name(),
        Configuration.ofSharedBroker()
            .connector("error-queue", ERRORS)
            .connector("transaction", "outbox")
            .connector("outbox.schema", "create")
            .connector("inbox", "true"));
  }

  @BeforeEach
  void receivers() {
    SHARED.listen("sent");
    SHARED.listen(ERRORS);
  }

  private static void send(String id, String text) {
    SHARED.send(
        "noted-plain", text.getBytes(UTF_8), Generation.TWO, Map.of("PikaBus.MessageId", id));
  }

  @Test
  void aSecondDeliveryIsAcknowledgedWithoutBeingHandledAndSendsNothing() {
    String id = UUID.randomUUID().toString();
    send(id, "first");
    send(id, "second");
    send(UUID.randomUUID().toString(), "other");

    assertThat(SHARED.takeAll("sent", 4))
        .containsExactlyInAnyOrder("bus first", "emitter first", "bus other", "emitter other");
    assertThat(APPLICATION.records("plain")).contains("first", "other").doesNotContain("second");
    await("all is acknowledged").until(() -> SHARED.ready("noted-plain") == 0);
    assertThat(SHARED.ready(ERRORS)).isZero();
    await("the outbox is empty").until(() -> APPLICATION.get("notes/pending").equals("0"));
  }

  @Test
  void aDeliveryThatFailedIsHandledWhenItComesAgain() {
    String id = UUID.randomUUID().toString();
    send(id, "bad try");
    assertThat(SHARED.take(ERRORS).body()).isEqualTo("bad try");

    send(id, "good try");
    assertThat(SHARED.takeAll("sent", 2))
        .containsExactlyInAnyOrder("bus good try", "emitter good try");
  }
}
