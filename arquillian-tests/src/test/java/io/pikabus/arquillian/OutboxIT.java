package io.pikabus.arquillian;

import static io.pikabus.arquillian.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.apps.sales.Ending;
import io.pikabus.arquillian.apps.sales.Sales;
import io.pikabus.arquillian.apps.sales.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mode {@code outbox} on the server's default datasource. */
@ArquillianTest
class OutboxIT {

  private static final Application APPLICATION = new Application("stored");

  private static final OwnNode NODE = new OwnNode();

  private final String id = UUID.randomUUID().toString();

  @Deployment(testable = false)
  static WebArchive application() {
    NODE.startIfInstalled();
    Configuration configuration =
        Configuration.of(NODE.uri())
            .connector("transaction", "outbox")
            .connector("outbox.schema", "create")
            .outgoing("sold", "queue=sold")
            .outgoing("nowhere", "queue=nowhere")
            .outgoing("full", "queue=full")
            .incoming("questions");
    return Archives.war(APPLICATION.name(), configuration, Sales.class)
        .addAsResource(Archives.persistence(), "META-INF/persistence.xml");
  }

  @BeforeEach
  void aBrokerOfItsOwnRuns() {
    NODE.assumed().start();
  }

  @AfterAll
  static void end() {
    NODE.close();
  }

  private static Service service() {
    return new Service(NODE.assumed().uri());
  }

  @ParameterizedTest
  @EnumSource
  void aCommitSendsTheMessageOnceAndTheTableIsEmptyAfterwards(Way way) {
    try (Service other = service()) {
      other.listen("sold", "sold");
      assertThat(sell(way, "sold", Ending.COMMIT)).isEqualTo("success");

      Received received = other.take("sold");
      assertThat(received.body()).isEqualTo(id);
      assertThat(received.headers()).doesNotContainKey("PikaBus.PossibleDuplicate");
      assertThat(other.ready("sold")).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRollbackSendsNothing(Way way) {
    try (Service other = service()) {
      other.listen("sold", "sold");
      assertThat(sell(way, "sold", Ending.EXCEPTION)).contains("not sold");

      String next = UUID.randomUUID().toString();
      APPLICATION.post("sales/%s?way=%s&destination=sold&ending=COMMIT".formatted(next, way));
      assertThat(other.take("sold").body()).isEqualTo(next);
    }
  }

  @Test
  void whatIsCommittedWhileTheBrokerIsAwayLeavesWhenItIsBack() {
    List<String> ids = new ArrayList<>();
    try (Service other = service()) {
      other.listen("sold", "sold");
    }
    NODE.assumed().stop();
    for (int i = 0; i < 20; i++) {
      String each = UUID.randomUUID().toString();
      ids.add(each);
      assertThat(
              APPLICATION.post(
                  "sales/%s?way=EMITTER&destination=sold&ending=COMMIT".formatted(each)))
          .isEqualTo("success");
    }
    await("health says what is pending")
        .untilAsserted(
            () ->
                assertThat(Health.of("ready").data())
                    .containsEntry("outbox.pending", "20")
                    .containsEntry("outbox.undeliverable", "0")
                    .containsKey("outbox.oldest"));
    NODE.assumed().start();
    try (Service other = service()) {
      assertThat(other.takeAll("sold", ids.size())).containsExactlyInAnyOrderElementsOf(ids);
    }
  }

  @Test
  void aMessageThatNobodyReceivesGoesToTheErrorQueueWithItsReason() {
    try (Service other = service()) {
      other.delete("nowhere", "error");
      assertThat(sell(Way.COMMAND, "nowhere", Ending.COMMIT)).isEqualTo("success");

      await("the error queue").until(() -> other.exists("error"));
      Received received = other.take("error");
      assertThat(received.body()).isEqualTo(id);
      assertThat(received.text("ErrorDetails")).contains("no queue receives it");
      assertThat(received.text("SourceQueue")).isEqualTo("nowhere");
    }
  }

  private String sell(Way way, String destination, Ending ending) {
    return APPLICATION.post(
        "sales/%s?way=%s&destination=%s&ending=%s".formatted(id, way, destination, ending));
  }
}
