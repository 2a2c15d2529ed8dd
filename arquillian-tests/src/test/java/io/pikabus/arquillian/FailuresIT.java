package io.pikabus.arquillian;

import static io.pikabus.arquillian.Service.SHARED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.Service.Generation;
import io.pikabus.arquillian.apps.failing.Failing;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ArquillianTest
class FailuresIT {

  private static final Application APPLICATION = new Application("failing");

  private static final String ERROR = "error";

  @Deployment(testable = false)
  static WebArchive application() {
    SHARED.delete("throwing", "completing", "refusing", "retrying");
    SHARED.delete("message-throwing", "message-transactional", "message-completing");
    SHARED.delete("message-null", "message-processing");
    Configuration configuration =
        Configuration.ofSharedBroker()
            .incoming("throwing")
            .incoming("completing")
            .incoming("refusing")
            .incoming("message-throwing")
            .incoming("message-transactional")
            .incoming("message-completing")
            .incoming("message-null")
            .incoming("message-processing")
            .outgoing("processed", "queue=processed")
            .incoming("retrying", "max-retries=2", "retry-delay=PT0.1S");
    return Archives.war(APPLICATION.name(), configuration, Failing.class);
  }

  @BeforeEach
  void noErrors() {
    SHARED.delete(ERROR);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "throwing | {\"name\":\"bad one\"} | {\"name\":\"good\"}",
        "completing | bad one | good",
        "refusing | bad one | good"
      })
  void aMessageWhoseHandlerFailsGoesToTheErrorQueueAndTheNextIsHandled(
      String queue, String bad, String good) {
    String id = SHARED.send(queue, bad);
    SHARED.send(queue, good);

    Received failed = SHARED.take(ERROR);
    assertThat(failed.bus("MessageId")).isEqualTo(id);
    assertThat(failed.bus("ErrorRetries")).isEqualTo(1);
    assertThat(failed.bus("SourceQueue")).isEqualTo(queue);
    assertThat(failed.text("ErrorDetails"))
        .startsWith("java.lang.IllegalStateException: cannot do bad one")
        .contains(Failing.class.getName());
    assertThat(APPLICATION.awaitRecords(queue, 2)).endsWith("bad one", "good");
    assertThat(SHARED.ready(queue)).isZero();
  }

  /** The runtime would cancel the channel. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "message-throwing",
        "message-transactional",
        "message-completing",
        "message-null",
        "message-processing"
      })
  void aHandlerOfAMessageThatThrowsHasRefusedItAndTheNextIsHandled(String queue) {
    SHARED.listen("processed");
    SHARED.send(queue, "bad one");
    SHARED.send(queue, "good");
    SHARED.send(queue, "bad again");
    SHARED.send(queue, "better");

    assertThat(SHARED.take(ERROR).text("ErrorDetails"))
        .startsWith("java.lang.IllegalStateException")
        .contains(queue.equals("message-null") ? "returned null" : "cannot do bad one");
    assertThat(SHARED.take(ERROR).body()).isEqualTo("bad again");
    assertThat(APPLICATION.awaitRecords(queue, 4))
        .containsExactly("bad one", "good", "bad again", "better");
    if (queue.equals("message-processing")) {
      assertThat(SHARED.takeAll("processed", 2)).containsExactly("done good", "done better");
    }
  }

  @Test
  void allElseAboutAFailedMessageStaysAsItCame() {
    String body = "{\"name\":\"bad\", \"x\": 1.50}";
    Map<String, Object> headers =
        Map.of(
            "PikaBus.MessageId", "an id",
            "PikaBus.CorrelationId", "a conversation",
            "PikaBus.MessageType", "tests.Job",
            "tenant", "acme",
            "attempt", 7);
    SHARED.send("throwing", body.getBytes(UTF_8), Generation.TWO, headers);

    Received failed = SHARED.take(ERROR);
    assertThat(failed.body()).isEqualTo(body);
    assertThat(failed.exchange()).isEqualTo(Service.DIRECT);
    assertThat(failed.routingKey()).isEqualTo(ERROR);
    assertThat(failed.properties().getMessageId()).isEqualTo("an id");
    assertThat(failed.properties().getCorrelationId()).isEqualTo("a conversation");
    assertThat(failed.properties().getReplyTo()).isEqualTo(Service.ADDRESS);
    assertThat(failed.properties().getContentType()).isEqualTo("application/json");
    assertThat(failed.properties().getDeliveryMode()).isEqualTo(2);
    Map<String, Object> expected = new TreeMap<>(headers);
    expected.put("PikaBus.TimeSent", "2026-11-24T06:31:56.441584+00:00");
    expected.put("PikaBus.Intent", "command");
    expected.put("PikaBus.ContentType", "application/json");
    expected.put("PikaBus.ContentEncoding", "utf-8");
    expected.put("PikaBus.ReplyToAddress", Service.ADDRESS);
    expected.put("PikaBus.OriginatingAddress", Service.ADDRESS);
    expected.put("PikaBus.ErrorRetries", 1);
    expected.put("PikaBus.SourceQueue", "throwing");
    expected.put("PikaBus.ErrorDetails", failed.text("ErrorDetails"));
    assertThat(failed.headers()).isEqualTo(expected);
  }

  @Test
  void aFailedMessageIsTriedAgainAsOftenAsItsChannelSays() {
    SHARED.send("retrying", "bad at first");
    SHARED.send("retrying", "bad always");

    Received failed = SHARED.take(ERROR);
    assertThat(failed.body()).isEqualTo("bad always");
    assertThat(failed.bus("ErrorRetries")).isEqualTo(3);
    assertThat(APPLICATION.awaitRecords("retrying", 5))
        .containsExactlyInAnyOrder(
            "bad at first", "bad at first", "bad always", "bad always", "bad always");
  }

  @Test
  void aMessageThatFailedBeforeIsCountedOn() {
    SHARED.send(
        "throwing",
        "{\"name\":\"bad\"}".getBytes(UTF_8),
        Generation.ONE,
        Map.of("PikaBus.ErrorRetries", 2));

    assertThat(SHARED.take(ERROR).bus("ErrorRetries")).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no JSON", "{\"name\":", "[1, 2]", "null", ""})
  void aBodyThatIsNoPayloadGoesToTheErrorQueueAndTheHandlerIsNotCalled(String body) {
    int before = APPLICATION.records("throwing").size();
    SHARED.send("throwing", body);
    SHARED.send("throwing", "{\"name\":\"next\"}");

    Received failed = SHARED.take(ERROR);
    assertThat(failed.body()).isEqualTo(body);
    assertThat(failed.bus("ErrorRetries")).isEqualTo(1);
    assertThat(failed.bus("SourceQueue")).isEqualTo("throwing");
    assertThat(failed.text("ErrorDetails")).startsWith("io.pikabus.PayloadException");
    assertThat(APPLICATION.awaitRecords("throwing", before + 1))
        .hasSize(before + 1)
        .endsWith("next");
  }
}
