package io.pikabus.arquillian;

import static io.pikabus.arquillian.Patience.await;
import static io.pikabus.arquillian.Service.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.apps.deliveries.Deliveries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The transaction around each delivery is the connector's: handlers say nothing of it, and what
 * they store and send is one with the acknowledgement.
 */
@ArquillianTest
class DeliveriesIT {

  private static final Application APPLICATION = new Application("deliveries");

  private static final String ERRORS = "deliveries-errors";

  @Deployment(testable = false)
  static WebArchive application() {
    SHARED.delete(ERRORS, "jobs");
    return archive(
        APPLICATION.name(), Configuration.ofSharedBroker().connector("error-queue", ERRORS));
  }

  static WebArchive archive(String name, Configuration configuration) {
    for (String channel :
        List.of("plain", "checked", "marking", "catching", "later", "by-hand", "nested")) {
      SHARED.delete(name + "-" + channel);
      configuration.incoming(channel, "queue=" + name + "-" + channel, "queue-type=classic");
    }
    configuration
        .incoming("jobs", "queue=" + name + "-jobs", "queue-type=classic", "concurrency=4")
        .outgoing("sent", "queue=sent")
        .outgoing("results", "queue=results");
    return Archives.war(name, configuration, Deliveries.class)
        .addAsResource(Archives.persistence(), "META-INF/persistence.xml");
  }

  @BeforeEach
  void receivers() {
    SHARED.listen("sent");
    SHARED.listen("results");
    SHARED.listen(ERRORS);
  }

  private static void send(String channel, String text) {
    SHARED.send("deliveries-" + channel, text);
  }

  private static List<String> notes() {
    return APPLICATION.get("notes").lines().toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "checked", "marking", "catching", "by-hand", "nested"})
  void whatAHandlerStoresAndSendsLeavesTogether(String channel) {
    send(channel, "good " + channel);

    String tried = channel.equals("nested") ? "tried good nested" : "";
    assertThat(SHARED.takeAll("sent", tried.isEmpty() ? 2 : 3))
        .contains("bus good " + channel, "emitter good " + channel);
    await("the note").until(() -> notes().contains("good " + channel));
    assertThat(SHARED.ready(ERRORS)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "checked", "marking"})
  void whatAFailedHandlerStoredAndSentIsUndone(String channel) {
    send(channel, "bad " + channel);
    Received failed = SHARED.take(ERRORS);
    assertThat(failed.body()).isEqualTo("bad " + channel);
    assertThat(failed.text("ErrorDetails"))
        .contains(channel.equals("marking") ? "marked for rollback" : "bad " + channel);

    send(channel, "next " + channel);
    assertThat(SHARED.takeAll("sent", 2))
        .containsExactlyInAnyOrder("bus next " + channel, "emitter next " + channel);
    await("the note").until(() -> notes().contains("next " + channel));
    assertThat(notes()).doesNotContain("bad " + channel);
  }

  @Test
  void aHandlerThatCatchesTheFailureOfOneSendGoesOnWithTheOthers() {
    send("catching", "caught");
    assertThat(SHARED.takeAll("sent", 2)).containsExactlyInAnyOrder("bus caught", "emitter caught");
    assertThat(APPLICATION.records("caught")).contains("caught");
  }

  @Test
  void aHandlerThatCompletesLaterIsWaitedForBeforeAnythingLeaves() {
    send("later", "good later");
    APPLICATION.awaitAtGate("good-later", 1);
    await("nothing has left yet")
        .during(Duration.ofMillis(300))
        .until(() -> SHARED.ready("sent") == 0 && !notes().contains("good later"));

    APPLICATION.open("good-later");
    assertThat(SHARED.takeAll("sent", 2))
        .containsExactlyInAnyOrder("bus good later", "emitter good later");
    await("the note").until(() -> notes().contains("good later"));
  }

  @Test
  void aHandlerThatFailsLaterIsUndone() {
    send("later", "bad later");
    APPLICATION.awaitAtGate("bad-later", 1);
    APPLICATION.open("bad-later");

    assertThat(SHARED.take(ERRORS).body()).isEqualTo("bad later");
    assertThat(SHARED.ready("sent")).isZero();
    assertThat(notes()).doesNotContain("bad later");
  }

  @Test
  void whatIsDoneInATransactionOfItsOwnStaysThoughTheHandlerFails() {
    send("nested", "bad nested");

    assertThat(SHARED.take(ERRORS).body()).isEqualTo("bad nested");
    assertThat(SHARED.takeAll("sent", 1)).containsExactly("tried bad nested");
    assertThat(notes()).contains("tried bad nested").doesNotContain("bad nested");
  }

  /** The runtime merges the lanes before the outgoing channel: results change threads there. */
  @Test
  void theResultsOfSeveralLanesStayWithTheirOwnTransactions() {
    List<String> all = new ArrayList<>();
    List<String> good = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String text = (i % 3 == 0 ? "bad job " : "job ") + i;
      all.add(text);
      if (i % 3 != 0) {
        good.add(text);
      }
    }
    await("the queue").until(() -> SHARED.exists("deliveries-jobs"));
    SHARED.sendAll("deliveries-jobs", all);

    assertThat(SHARED.takeAll("results", good.size())).containsExactlyInAnyOrderElementsOf(good);
    assertThat(SHARED.takeAll(ERRORS, all.size() - good.size()))
        .allMatch(text -> text.startsWith("bad job"))
        .doesNotHaveDuplicates();
    await("the notes")
        .untilAsserted(
            () ->
                assertThat(notes().stream().filter(text -> text.contains("job ")))
                    .containsExactlyInAnyOrderElementsOf(good));
  }
}
