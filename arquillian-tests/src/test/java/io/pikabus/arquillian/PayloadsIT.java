package io.pikabus.arquillian;

import static io.pikabus.arquillian.Patience.await;
import static io.pikabus.arquillian.Service.SHARED;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.Service.Generation;
import io.pikabus.arquillian.apps.payloads.Payloads;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ArquillianTest
class PayloadsIT {

  private static final Application APPLICATION = new Application("payloads");

  private static final String[] CHANNELS = {
    "as-record",
    "as-class",
    "as-list",
    "as-json",
    "as-text",
    "as-bytes",
    "as-message",
    "as-json-message",
    "as-inherited",
    "in-order"
  };

  @Deployment(testable = false)
  static WebArchive application() {
    Configuration configuration =
        Configuration.ofSharedBroker()
            .incoming("unacknowledged", "prefetch=1")
            .incoming("later", "prefetch=1");
    SHARED.delete("unacknowledged", "later");
    for (String channel : CHANNELS) {
      configuration.incoming(channel);
      SHARED.delete(channel);
    }
    return Archives.war(APPLICATION.name(), configuration, Payloads.class);
  }

  @Test
  void handlersReceiveTheBodyAsTheTypeOfTheirParameter() {
    SHARED.send("as-record", "{\"id\":\"r\",\"quantity\":3}");
    SHARED.send("as-class", "{\"name\":\"c\"}");
    SHARED.send("as-list", "[{\"id\":\"l1\",\"quantity\":1},{\"id\":\"l2\",\"quantity\":2}]");
    SHARED.send("as-json", "{\"id\":\"j\"}");
    SHARED.send("as-message", "{\"id\":\"m\",\"quantity\":1}");
    SHARED.send("as-json-message", "{\"id\":\"jm\"}");
    SHARED.send("as-inherited", "{\"id\":\"i\",\"quantity\":1}");

    assertThat(APPLICATION.awaitRecords("as-record", 1)).contains("r x 3");
    assertThat(APPLICATION.awaitRecords("as-class", 1)).containsExactly("c");
    assertThat(APPLICATION.awaitRecords("as-list", 1)).containsExactly("l1,l2");
    assertThat(APPLICATION.awaitRecords("as-json", 1)).containsExactly("j");
    assertThat(APPLICATION.awaitRecords("as-message", 1)).contains("m");
    assertThat(APPLICATION.awaitRecords("as-json-message", 1)).containsExactly("jm");
    assertThat(APPLICATION.awaitRecords("as-inherited", 1)).containsExactly("Order");
  }

  @Test
  void textAndBytesArriveUntouched() {
    byte[] noText = {(byte) 0xff, 0, 'x'};
    SHARED.send("as-text", "no JSON: smørgåsbord");
    SHARED.send("as-bytes", noText, Generation.TWO, Map.of());

    assertThat(APPLICATION.awaitRecords("as-text", 1)).containsExactly("no JSON: smørgåsbord");
    assertThat(APPLICATION.awaitRecords("as-bytes", 1))
        .containsExactly(new String(noText, ISO_8859_1));
  }

  @ParameterizedTest
  @EnumSource
  void headersOfBothGenerationsAreInTheMetadataOfTheMessageAndOfTheBus(Generation generation) {
    Map<String, Object> headers =
        Map.of(
            "PikaBus.MessageId", "id-" + generation,
            "PikaBus.CorrelationId", "correlation",
            "PikaBus.MessageType", "shop.Order",
            "tenant", "acme");
    String body = "{\"id\":\"%s\",\"quantity\":1}".formatted(generation);
    for (String queue : List.of("as-record", "as-message")) {
      SHARED.send(queue, body.getBytes(UTF_8), generation, headers);
    }

    String time = generation == Generation.ONE ? "06:31:56Z" : "06:31:56.441584Z";
    String expected =
        "%s id-%s correlation python shop.Order COMMAND 2026-11-24T%s acme"
            .formatted("%s", generation, time);
    await("metadata of both ways")
        .untilAsserted(
            () -> {
              assertThat(APPLICATION.records("incoming")).contains(expected.formatted("as-record"));
              assertThat(APPLICATION.records("metadata"))
                  .contains(expected.formatted("as-message"));
            });
  }

  @Test
  void messagesOfAChannelAreHandledInOrderAndOneAtATime() {
    List<String> numbers = IntStream.range(0, 20).mapToObj(Integer::toString).toList();
    numbers.forEach(number -> SHARED.send("in-order", number));

    APPLICATION.awaitAtGate("in-order", 1);
    assertThat(APPLICATION.records("in-order")).containsExactly("begin 0");

    APPLICATION.open("in-order");
    assertThat(APPLICATION.awaitRecords("in-order", 40))
        .containsExactlyElementsOf(
            numbers.stream().flatMap(n -> Stream.of("begin " + n, "end " + n)).toList());
  }

  /** With a prefetch of 1 the broker delivers the second when the first is acknowledged. */
  @Test
  void aMessageIsAcknowledgedWhenItsHandlerHasReturnedAndNotBefore() {
    SHARED.send("unacknowledged", "first");
    SHARED.send("unacknowledged", "second");

    APPLICATION.awaitAtGate("unacknowledged", 1);
    assertStays(1, "unacknowledged");

    APPLICATION.open("unacknowledged");
    assertThat(APPLICATION.awaitRecords("unacknowledged", 2)).containsExactly("first", "second");
    assertThat(SHARED.ready("unacknowledged")).isZero();
  }

  @Test
  void aHandlerThatCompletesLaterIsWaitedFor() {
    SHARED.send("later", "first");
    SHARED.send("later", "second");

    APPLICATION.awaitAtGate("later", 1);
    assertStays(1, "later");
    assertThat(APPLICATION.records("later")).containsExactly("first");

    APPLICATION.open("later");
    assertThat(APPLICATION.awaitRecords("later", 2)).containsExactly("first", "second");
  }

  private static void assertStays(long count, String queue) {
    await("the message is not acknowledged yet")
        .during(Duration.ofMillis(500))
        .until(() -> SHARED.ready(queue) == count);
  }
}
