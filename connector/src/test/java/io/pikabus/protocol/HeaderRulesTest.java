package io.pikabus.protocol;

import static io.pikabus.protocol.Sending.NAMES;
import static io.pikabus.protocol.Sending.NOW;
import static io.pikabus.protocol.Sending.QUEUE;
import static io.pikabus.protocol.Sending.SENDER;
import static io.pikabus.protocol.Sending.TOPIC;
import static io.pikabus.protocol.Sending.handled;
import static io.pikabus.protocol.Sending.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.Destination;
import io.pikabus.SendOptions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeaderRulesTest {

  private static final SendOptions NONE = SendOptions.none();

  @Test
  void a_command_goes_through_the_direct_exchange_under_the_name_of_its_queue() {
    Envelope command = send(QUEUE, NONE, SENDER, null);
    assertThat(command.address().exchange()).isEqualTo("direct");
    assertThat(command.address().routingKey()).isEqualTo("orders");
    assertThat(command.properties().header("PikaBus.Intent")).isEqualTo("command");
  }

  @Test
  void an_event_goes_through_the_topic_exchange_under_its_topic() {
    Envelope event = send(TOPIC, NONE, SENDER, null);
    assertThat(event.address().exchange()).isEqualTo("topic");
    assertThat(event.address().routingKey()).isEqualTo("order.accepted");
    assertThat(event.properties().header("PikaBus.Intent")).isEqualTo("event");
  }

  @Test
  void the_message_gets_the_first_new_identifier_and_its_conversation_the_second() {
    MessageProperties sent = send(NONE).properties();
    assertThat(sent.messageId()).isEqualTo("id-1");
    assertThat(sent.correlationId()).isEqualTo("id-2");
  }

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
  void inside_a_handler_the_correlation_of_the_handled_message_is_carried_on() {
    assertThat(send(TOPIC, NONE, SENDER, handled("orders", "talk")).properties().correlationId())
        .isEqualTo("talk");
  }

  @Test
  void a_handled_message_without_correlation_begins_one() {
    assertThat(send(TOPIC, NONE, SENDER, handled("orders", null)).properties().correlationId())
        .isEqualTo("id-2");
  }

  @Test
  void a_sender_that_listens_nowhere_names_no_address() {
    MessageProperties sent = send(NONE).properties();
    assertThat(sent.headers()).doesNotContainKeys(NAMES.replyToAddress(), "PikaBus.ReplyTo");
    assertThat(sent.headers()).doesNotContainKey(NAMES.originatingAddress());
    assertThat(sent.replyTo()).isNull();
  }

  @Test
  void outside_a_handler_answers_come_to_the_listener_queue() {
    MessageProperties sent = send(QUEUE, NONE, SENDER.listeningOn("my-answers"), null).properties();
    assertThat(sent.headers())
        .containsEntry("PikaBus.ReplyToAddress", "my-answers")
        .containsEntry("PikaBus.OriginatingAddress", "my-answers");
    assertThat(sent.replyTo()).isEqualTo("my-answers");
  }

  @Test
  void inside_a_handler_answers_come_to_the_handled_queue_whatever_the_listener_queue_is() {
    MessageProperties sent =
        send(QUEUE, NONE, SENDER.listeningOn("my-answers"), handled("orders", null)).properties();
    assertThat(sent.headers())
        .containsEntry("PikaBus.ReplyToAddress", "orders")
        .containsEntry("PikaBus.OriginatingAddress", "orders");
    assertThat(sent.replyTo()).isEqualTo("orders");
  }

  @Test
  void a_reply_address_of_the_callers_leaves_the_originating_address_alone() {
    MessageProperties sent =
        send(
                QUEUE,
                NONE.withHeader(NAMES.replyToAddress(), "elsewhere"),
                SENDER.listeningOn("my-answers"),
                null)
            .properties();
    assertThat(sent.replyTo()).isEqualTo("elsewhere");
    assertThat(sent.header(NAMES.originatingAddress())).isEqualTo("my-answers");
  }

  @Test
  void a_message_type_stands_in_header_and_property_only_when_it_is_given() {
    assertThat(send(NONE).properties().headers()).doesNotContainKey("PikaBus.MessageType");
    assertThat(send(NONE).properties().type()).isNull();
    MessageProperties typed = send(NONE.withMessageType("shop.Order")).properties();
    assertThat(typed.headers()).containsEntry("PikaBus.MessageType", "shop.Order");
    assertThat(typed.type()).isEqualTo("shop.Order");
  }

  @Test
  void the_queue_of_a_command_is_bound_first_and_a_topic_is_nobodys_to_bind() {
    assertThat(send(QUEUE, NONE, SENDER, null).address().bound()).isTrue();
    assertThat(send(TOPIC, NONE, SENDER, null).address().bound()).isFalse();
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
  void what_a_message_says_of_mandatory_beats_the_setting() {
    SenderIdentity optional =
        new SenderIdentity(NAMES, TimeFormat.LEGACY, "direct", "topic", null, false, true);
    assertThat(send(NONE).mandatory()).isTrue();
    assertThat(send(NONE.withMandatory(false)).mandatory()).isFalse();
    assertThat(send(QUEUE, NONE, optional, null).mandatory()).isFalse();
    assertThat(send(QUEUE, NONE.withMandatory(true), optional, null).mandatory()).isTrue();
  }

  @Test
  void the_delivery_mode_header_beats_the_option_and_the_option_beats_the_setting() {
    SenderIdentity passing =
        new SenderIdentity(NAMES, TimeFormat.LEGACY, "direct", "topic", null, true, false);
    assertThat(send(NONE).properties().deliveryMode()).isEqualTo(2);
    assertThat(send(QUEUE, NONE, passing, null).properties().deliveryMode()).isEqualTo(1);
    assertThat(send(NONE.withPersistent(false)).properties().deliveryMode()).isEqualTo(1);
    assertThat(
            send(NONE.withPersistent(false).withHeader("delivery_mode", 2))
                .properties()
                .deliveryMode())
        .isEqualTo(2);
  }

  @Test
  void headers_with_the_name_of_a_property_are_copied_into_it_and_stay_headers() {
    Map<String, Object> named =
        Map.of(
            "priority", "7",
            "expiration", 60_000,
            "user_id", "guest",
            "app_id", "shop",
            "cluster_id", "east",
            "delivery_mode", 1);
    MessageProperties sent =
        send(new SendOptions(Map.copyOf(named), null, null, null, null, null)).properties();
    assertThat(sent.priority()).isEqualTo(7);
    assertThat(sent.expiration()).isEqualTo("60000");
    assertThat(sent.userId()).isEqualTo("guest");
    assertThat(sent.appId()).isEqualTo("shop");
    assertThat(sent.clusterId()).isEqualTo("east");
    assertThat(sent.deliveryMode()).isEqualTo(1);
    assertThat(sent.headers()).containsAllEntriesOf(named);
  }

  @Test
  void a_time_sent_of_the_callers_is_the_timestamp_too() {
    Instant earlier = Instant.parse("2026-01-02T03:04:05Z");
    MessageProperties sent =
        send(NONE.withHeader(NAMES.timeSent(), "2026-01-02T03:04:05Z")).properties();
    assertThat(sent.header(NAMES.timeSent())).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(sent.timestamp()).isEqualTo(earlier);
  }

  @Test
  void a_time_sent_that_nobody_can_read_is_sent_as_it_is_and_the_timestamp_is_now() {
    MessageProperties sent = send(NONE.withHeader(NAMES.timeSent(), "yesterday")).properties();
    assertThat(sent.header(NAMES.timeSent())).isEqualTo("yesterday");
    assertThat(sent.timestamp()).isEqualTo(NOW);
  }

  @Test
  void a_void_header_is_filled_in_if_it_is_ours_and_stays_void_if_it_is_the_callers() {
    MessageProperties sent =
        send(NONE.withHeader(NAMES.messageId(), null).withHeader("tenant", null)).properties();
    assertThat(sent.messageId()).isEqualTo("id-1");
    assertThat(sent.headers()).containsEntry("tenant", null);
  }

  @Test
  void the_time_is_written_in_the_format_of_the_bus() {
    SenderIdentity iso =
        new SenderIdentity(NAMES, TimeFormat.ISO, "direct", "topic", null, true, true);
    assertThat(send(NONE).properties().header("PikaBus.TimeSent")).isEqualTo("11/24/2026 06:31:56");
    assertThat(send(QUEUE, NONE, iso, null).properties().header("PikaBus.TimeSent"))
        .isEqualTo("2026-11-24T06:31:56.123456+00:00");
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

  @Test
  void names_and_values_may_be_in_any_script() {
    Destination queue = new Destination.Queue("ordrer-🐇");
    MessageProperties sent =
        send(queue, NONE.withHeader("kundé", "smørgåsbord 東京 🥪"), SENDER.listeningOn("své"), null)
            .properties();
    assertThat(sent.headers()).containsEntry("kundé", "smørgåsbord 東京 🥪");
    assertThat(sent.replyTo()).isEqualTo("své");
  }

  @Test
  void the_prefix_stands_before_every_header_of_the_bus() {
    SenderIdentity acme =
        new SenderIdentity(
            new HeaderNames("Acme"), TimeFormat.ISO, "direct", "topic", "answers", true, true);
    assertThat(send(QUEUE, NONE.withMessageType("x.Y"), acme, null).properties().headers().keySet())
        .hasSize(9)
        .allMatch(name -> name.startsWith("Acme."));
  }
}
