package io.pikabus.protocol;

import static io.pikabus.protocol.Sending.NAMES;
import static io.pikabus.protocol.Sending.NOW;
import static io.pikabus.protocol.Sending.QUEUE;
import static io.pikabus.protocol.Sending.SENDER;
import static io.pikabus.protocol.Sending.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.SendOptions;
import org.junit.jupiter.api.Test;

class HeaderRulesTest {

  private static final SendOptions NONE = SendOptions.none();

  @Test
  void no_identifier_is_used_up_for_what_the_caller_named_himself() {
    SendOptions named =
        NONE.withHeader(NAMES.messageId(), "mine").withHeader(NAMES.correlationId(), "ours");
    Envelope sent =
        HeaderRules.envelope(
            Sending.request(QUEUE, named),
            SENDER,
            null,
            NOW,
            () -> {
              throw new AssertionError("asked for an identifier");
            });
    assertThat(sent.properties().messageId()).isEqualTo("mine");
    assertThat(sent.properties().correlationId()).isEqualTo("ours");
  }

  @Test
  void a_deferred_message_says_when_it_is_due_whatever_the_caller_says() {
    Deferral deferral = new Deferral(NOW.plusSeconds(60), "error");
    HeaderRules.Request request =
        new HeaderRules.Request(
            QUEUE,
            new byte[0],
            "application/json",
            "utf-8",
            NONE.withHeader(NAMES.deferredTime(), "never"),
            deferral);
    Envelope deferred = HeaderRules.envelope(request, SENDER, null, NOW, Sending.ids());
    assertThat(deferred.properties().headers())
        .containsEntry("PikaBus.DeferredTime", "11/24/2026 06:32:56");
    assertThat(deferred.deferral()).isEqualTo(deferral);
    assertThat(send(NONE).deferral()).isNull();
    assertThat(send(NONE).properties().headers()).doesNotContainKey("PikaBus.DeferredTime");
  }

  @Test
  void another_exchange_is_not_taken_for_one_of_ours() {
    Envelope elsewhere = send(NONE.withExchange("audit"));
    assertThat(elsewhere.address().exchange()).isEqualTo("audit");
    assertThat(elsewhere.address().ownExchange()).isFalse();
    assertThat(send(NONE).address().ownExchange()).isTrue();
    assertThat(send(NONE.withExchange("direct")).address().ownExchange()).isTrue();
    assertThat(send(NONE.withExchange("topic")).address().ownExchange()).isFalse();
  }

  @Test
  void the_codec_says_what_the_body_is() {
    HeaderRules.Request request =
        new HeaderRules.Request(QUEUE, new byte[] {1, 2}, "application/cbor", "binary", NONE, null);
    Envelope sent = HeaderRules.envelope(request, SENDER, null, NOW, Sending.ids());
    assertThat(sent.body()).isSameAs(request.body());
    assertThat(sent.properties().contentType()).isEqualTo("application/cbor");
    assertThat(sent.properties().contentEncoding()).isEqualTo("binary");
    assertThat(sent.properties().headers())
        .containsEntry("PikaBus.ContentType", "application/cbor")
        .containsEntry("PikaBus.ContentEncoding", "binary");
  }
}
