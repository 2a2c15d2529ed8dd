package io.pikabus.arquillian;

import static io.pikabus.arquillian.Service.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.apps.moments.Handlers;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The edges of requests and transactions: the same on both servers. */
@ArquillianTest
class MomentsIT {

  private static final Application APPLICATION = new Application("moments");

  private static final String ERRORS = "moments-errors";

  private final String id = UUID.randomUUID().toString();

  @Deployment(testable = false)
  static WebArchive application() {
    SHARED.delete("scoped", "activating", "itself", "later", "slow");
    Configuration configuration =
        Configuration.ofSharedBroker()
            .connector("error-queue", ERRORS)
            .incoming("scoped")
            .incoming("activating")
            .incoming("itself")
            .incoming("later")
            .incoming("slow")
            .outgoing("moments", "queue=moments");
    return Archives.war(APPLICATION.name(), configuration, Handlers.class);
  }

  @BeforeEach
  void queues() {
    SHARED.listen("moments");
    SHARED.listen(ERRORS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scoped", "activating"})
  void eachDeliveryIsARequestOfItsOwn(String channel) {
    SHARED.send(channel, "one");
    SHARED.send(channel, "two");

    assertThat(APPLICATION.awaitRecords(channel, 2)).containsExactly("one 2", "two 2");
    assertThat(APPLICATION.awaitRecords("ended", 2)).contains("after 2");
  }

  @Test
  void aHandlerMayBeOfTheRequestItself() {
    SHARED.send("itself", "one");
    SHARED.send("itself", "two");

    assertThat(APPLICATION.awaitRecords("itself", 2)).containsExactly("one 1", "two 1");
  }

  @Test
  void theThreadsThatAHandlerStartsHaveNoRequest() {
    SHARED.send("later", "one");

    assertThat(APPLICATION.awaitRecords("later", 1)).containsExactly("one 1 and no request");
  }

  @ParameterizedTest
  @CsvSource({
    "AFTER_SUCCESS, bus, false",
    "AFTER_SUCCESS, defer, false",
    "AFTER_SUCCESS, emitter, false",
    "AFTER_COMPLETION, bus, false",
    "AFTER_COMPLETION, emitter, true",
    "AFTER_COMPLETION, bus, true",
    "AFTER_FAILURE, bus, true",
    "AFTER_FAILURE, emitter, true",
    "SYNCHRONIZATION, bus, false",
    "SYNCHRONIZATION, bus, true",
    "BEFORE_COMPLETION, bus, false",
    "BEFORE_COMPLETION, emitter, false"
  })
  void whatIsSentWhenATransactionCompletesArrives(String phase, String way, boolean rollback) {
    complete(phase, way, "moments", rollback);

    assertThat(SHARED.take("moments").body()).isEqualTo(id);
    assertThat(SHARED.ready("moments")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bus", "unwritable"})
  void aSendBeforeTheCompletionThatFailsUndoesTheWork(String way) {
    assertThat(complete("BEFORE_COMPLETION", way, "no-such-queue", false))
        .contains("RollbackException");
  }

  /** The caller hears nothing of it: CDI keeps the exceptions of such observers to itself. */
  @Test
  void aSendAfterTheCommitThatFailsIsInTheLog() {
    String queue = "no-queue-" + id;

    assertThat(complete("AFTER_SUCCESS", "bus", queue, false)).isEqualTo("success");

    assertThat(ServerLog.ofThisRun().text().lines())
        .anyMatch(
            line ->
                line.contains("queue '" + queue + "' was not sent from a callback")
                    && line.contains("no queue receives it"));
  }

  @Test
  void aHandlerThatTakesLongerThanTheTransactionTimeoutIsToldSo() {
    SHARED.send("slow", "prepare");
    SHARED.send("slow", "work");

    assertThat(SHARED.take(ERRORS).text("ErrorDetails"))
        .as("%s", APPLICATION.records("slow"))
        .startsWith("io.pikabus.RolledBackException")
        .contains("longer than the transaction timeout", "transacted = false");
  }

  private String complete(String phase, String way, String queue, boolean rollback) {
    return APPLICATION.post(
        "moments/%s/%s/%s/%s?rollback=%s".formatted(phase, way, queue, id, rollback));
  }
}
