package io.pikabus.arquillian;

import static io.pikabus.arquillian.Patience.await;
import static io.pikabus.arquillian.Service.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.apps.sales.Ending;
import io.pikabus.arquillian.apps.sales.Sales;
import io.pikabus.arquillian.apps.sales.Way;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Mode {@code local}, {@code flush = before-commit}. That nothing was sent is shown by the message
 * that is sent next: it is the first to arrive.
 */
@ArquillianTest
class TransactionsIT {

  private static final Application APPLICATION = new Application("sales");

  /** Says no to every message: it is full. */
  private static final String FULL = "full";

  private final String id = UUID.randomUUID().toString();

  @Deployment(testable = false)
  static WebArchive application() {
    SHARED.delete("nowhere", "questions", "sales-errors");
    Configuration configuration =
        Configuration.ofSharedBroker()
            .outgoing("sold", "queue=sold")
            .outgoing("nowhere", "queue=nowhere")
            .outgoing(FULL, "queue=" + FULL)
            .incoming("questions", "error-queue=sales-errors");
    return Archives.war(APPLICATION.name(), configuration, Sales.class)
        .addAsResource(Archives.persistence(), "META-INF/persistence.xml");
  }

  @BeforeEach
  void queues() {
    SHARED.listen("sold", "sold");
    SHARED.listen(FULL, Map.of("x-max-length", 1, "x-overflow", "reject-publish"), FULL);
    SHARED.send(FULL, "there is no place but this");
  }

  @ParameterizedTest
  @EnumSource
  void aCommitSendsTheMessageWithTheRow(Way way) {
    assertThat(sell(id, way, "sold", Ending.COMMIT)).isEqualTo("success");

    assertThat(SHARED.ready("sold")).as("confirmed before the commit").isEqualTo(1);
    assertThat(SHARED.take("sold").body()).isEqualTo(id);
    assertThat(isStored(id)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void anExceptionSendsNothing(Way way) {
    assertThat(sell(id, way, "sold", Ending.EXCEPTION)).contains("not sold");

    assertNothingWasSent(way);
    assertThat(isStored(id)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void setRollbackOnlySendsNothing(Way way) {
    assertThat(sell(id, way, "sold", Ending.ROLLBACK_ONLY)).isEqualTo("success");

    assertNothingWasSent(way);
    assertThat(isStored(id)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsSentBeforeTheCommit(Way way) {
    CompletableFuture<String> selling =
        CompletableFuture.supplyAsync(
            () -> APPLICATION.post("sales/%s/slowly?way=%s".formatted(id, way)));
    APPLICATION.awaitAtGate("selling-" + way, 1);
    await("nothing is sent yet")
        .during(Duration.ofMillis(300))
        .until(() -> SHARED.ready("sold") == 0);

    APPLICATION.open("selling-" + way);
    assertThat(selling.join()).isEqualTo("success");
    assertThat(SHARED.take("sold").body()).isEqualTo(id);
  }

  @ParameterizedTest
  @EnumSource
  void aMessageSentAfterSetRollbackOnlyIsRefused(Way way) {
    assertThat(APPLICATION.post("sales/%s/after-rollback-only?way=%s".formatted(id, way)))
        .contains("IllegalStateException", "marked for rollback");

    assertNothingWasSent(way);
  }

  @ParameterizedTest
  @EnumSource
  void anUnroutableMessageRollsTheRowBackAndTheCallerIsToldWhy(Way way) {
    assertThat(sell(id, way, "nowhere", Ending.COMMIT))
        .contains("RollbackException", "SendException", "'nowhere'", "no queue receives it");

    assertThat(isStored(id)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aMessageThatTheBrokerRefusesRollsTheRowBackAndTheCallerIsToldWhy(Way way) {
    assertThat(sell(id, way, FULL, Ending.COMMIT))
        .contains("RollbackException", "SendException", "'full'", "was refused");

    assertThat(isStored(id)).isFalse();
    assertThat(SHARED.ready(FULL)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void aRowThatTheDatabaseRefusesAtTheFlushSendsNothing(Way way) {
    takeTheId();

    assertThat(sell(id, way, "sold", Ending.REFUSED_ROW)).contains("RollbackException");

    assertNothingWasSent(way);
    assertThat(isStored(id)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aStatementThatTheDatabaseRefusesBeforeCompletionSendsNothing(Way way) {
    takeTheId();

    assertThat(sell(id, way, "sold", Ending.REFUSED_STATEMENT)).contains("RollbackException");

    assertNothingWasSent(way);
    assertThat(isStored(id)).isFalse();
  }

  @Test
  void aReplyLeavesWithTheTransactionOfItsHandler() {
    SHARED.listen(Service.ADDRESS);
    SHARED.send("questions", "bad question");
    SHARED.send("questions", "good question");

    assertThat(SHARED.take(Service.ADDRESS).body()).isEqualTo("answer to good question");
    assertThat(SHARED.take("sales-errors").body()).isEqualTo("bad question");
  }

  @ParameterizedTest
  @EnumSource
  void withoutATransactionAMessageIsConfirmedWhenItIsSent(Way way) {
    assertThat(send(way, "sold")).isEqualTo("success");

    assertThat(SHARED.ready("sold")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void withoutATransactionTheSenderOfAnUnroutableMessageIsTold(Way way) {
    assertThat(send(way, "nowhere")).contains("SendException", "'nowhere'", "no queue receives it");
  }

  @ParameterizedTest
  @EnumSource
  void withoutATransactionTheSenderOfARefusedMessageIsTold(Way way) {
    assertThat(send(way, FULL)).contains("SendException", "'full'", "was refused");
  }

  /** A message of another queue for each, since a rollback leaves one behind. */
  private String toBeSold(String ending) {
    String queue = "to-be-sold-" + ending;
    SHARED.listen(queue);
    SHARED.send(queue, id);
    return queue;
  }

  private static String sellNext(String queue, Ending ending, boolean own) {
    return APPLICATION.post("sales/next/%s?ending=%s&own=%s".formatted(queue, ending, own));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCommitTakesWhatWasReceivedOutOfItsQueue(boolean own) {
    String queue = toBeSold("commit");

    assertThat(sellNext(queue, Ending.COMMIT, own)).isEqualTo("success");

    assertThat(SHARED.take("sold").body()).isEqualTo(id);
    assertThat(isStored(id)).isEqualTo(!own);
    assertThat(SHARED.ready(queue)).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anExceptionPutsWhatWasReceivedBackAndSendsNothing(boolean own) {
    String queue = toBeSold("exception");

    assertThat(sellNext(queue, Ending.EXCEPTION, own)).contains("not sold");

    assertThat(SHARED.take(queue).body()).isEqualTo(id);
    assertThat(SHARED.ready("sold")).isZero();
    assertThat(isStored(id)).isFalse();
  }

  @Test
  void setRollbackOnlyPutsWhatWasReceivedBack() {
    String queue = toBeSold("rollback-only");

    assertThat(sellNext(queue, Ending.ROLLBACK_ONLY, false)).isEqualTo("success");

    assertThat(SHARED.take(queue).body()).isEqualTo(id);
    assertThat(SHARED.ready("sold")).isZero();
  }

  @Test
  void aRowThatTheDatabaseRefusesPutsWhatWasReceivedBack() {
    takeTheId();
    String queue = toBeSold("refused");

    assertThat(sellNext(queue, Ending.REFUSED_ROW, false)).contains("RollbackException");

    assertThat(SHARED.take(queue).body()).isEqualTo(id);
    assertThat(SHARED.ready("sold")).isZero();
  }

  private static void assertNothingWasSent(Way way) {
    String next = UUID.randomUUID().toString();
    assertThat(sell(next, way, "sold", Ending.COMMIT)).isEqualTo("success");
    assertThat(SHARED.take("sold").body()).isEqualTo(next);
  }

  private void takeTheId() {
    if (!isStored("taken")) {
      assertThat(sell("taken", Way.EMITTER, "sold", Ending.COMMIT)).isEqualTo("success");
      SHARED.take("sold");
    }
  }

  private static String sell(String id, Way way, String destination, Ending ending) {
    return APPLICATION.post(
        "sales/%s?way=%s&destination=%s&ending=%s".formatted(id, way, destination, ending));
  }

  private String send(Way way, String destination) {
    return APPLICATION.post(
        "sales/%s/untransacted?way=%s&destination=%s".formatted(id, way, destination));
  }

  private static boolean isStored(String id) {
    return Boolean.parseBoolean(APPLICATION.get("sales/" + id));
  }
}
