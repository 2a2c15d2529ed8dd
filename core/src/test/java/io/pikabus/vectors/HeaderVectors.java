package io.pikabus.vectors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.Destination;
import io.pikabus.IncomingMetadata;
import io.pikabus.protocol.Deferral;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.GivenOptions;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.HeaderRules;
import io.pikabus.protocol.SenderIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What is written into a message that is sent, and what is read from one that came. */
final class HeaderVectors {

  static final Map<String, Consumer<Node>> CHECKS =
      Map.of(
          "headers/names",
          HeaderVectors::names,
          "headers/send",
          HeaderVectors::send,
          "headers/refuse",
          HeaderVectors::refuse,
          "headers/duplicate",
          HeaderVectors::duplicate,
          "headers/read",
          HeaderVectors::read);

  private static final String TIME = "2026-11-24T06:31:56.123456Z";

  private HeaderVectors() {}

  private static void names(Node vector) {
    HeaderNames names = new HeaderNames(vector.text("prefix"));
    assertThat(
            List.of(
                names.messageId(),
                names.correlationId(),
                names.timeSent(),
                names.intent(),
                names.contentType(),
                names.contentEncoding(),
                names.replyToAddress(),
                names.originatingAddress(),
                names.messageType(),
                names.deferredTime(),
                names.errorRetries(),
                names.errorDetails(),
                names.sourceQueue(),
                names.possibleDuplicate()))
        .isEqualTo(vector.texts("names"));
  }

  private static void send(Node vector) {
    Envelope sent = sent(vector);
    Node expected = vector.child("sent");
    assertThat(sent.address().exchange()).isEqualTo(expected.text("exchange"));
    assertThat(sent.address().routingKey()).isEqualTo(expected.text("routingKey"));
    assertThat(sent.mandatory()).isEqualTo(expected.flag("mandatory", true));
    assertThat(sent.address().bound()).isEqualTo(expected.flag("bindsDestination", false));
    Messages.assertMessage(expected, sent.properties());
  }

  private static void refuse(Node vector) {
    assertThatThrownBy(() -> sent(vector))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(vector.text("named"));
  }

  private static void duplicate(Node vector) {
    Envelope again = sent(vector).possibleDuplicate();
    Messages.assertMessage(vector.child("sent"), again.properties());
  }

  private static Envelope sent(Node vector) {
    Node call = vector.child("call");
    Instant now = Instant.parse(requireNonNull(vector.text("now", TIME)));
    Iterator<String> ids = List.of("id-1", "id-2").iterator();
    Duration delay = call.duration("delay");
    return HeaderRules.envelope(
        new HeaderRules.Request(
            call.has("event")
                ? new Destination.Topic(call.text("event"))
                : new Destination.Queue(call.text("command")),
            requireNonNull(call.text("body", "{}")).getBytes(UTF_8),
            requireNonNull(call.text("contentType", "application/json")),
            requireNonNull(call.text("contentEncoding", "utf-8")),
            GivenOptions.of(
                call.table("headers"),
                call.text("messageType", null),
                call.text("exchange", null),
                call.flag("mandatory"),
                call.flag("persistent"),
                null),
            delay == null ? null : new Deferral(now.plus(delay), "error")),
        sender(vector.child("sender")),
        vector.has("handled") ? Messages.incoming(vector.child("handled")) : null,
        now,
        ids::next);
  }

  private static SenderIdentity sender(Node sender) {
    return new SenderIdentity(
        new HeaderNames(requireNonNull(sender.text("prefix", "PikaBus"))),
        TimeVectors.format(requireNonNull(sender.text("timeFormat", "legacy"))),
        requireNonNull(sender.text("directExchange", "PikaBusDirect")),
        requireNonNull(sender.text("topicExchange", "PikaBusTopic")),
        sender.text("listenerQueue", null),
        sender.flag("mandatory", true),
        sender.flag("persistent", true));
  }

  private static void read(Node vector) {
    IncomingMetadata read = Messages.incoming(vector.child("message"));
    Node expected = vector.child("read");
    assertThat(read.messageId()).isEqualTo(expected.text("messageId", null));
    assertThat(read.correlationId()).isEqualTo(expected.text("correlationId", null));
    assertThat(read.replyToAddress()).isEqualTo(expected.text("replyToAddress", null));
    assertThat(read.originatingAddress()).isEqualTo(expected.text("originatingAddress", null));
    assertThat(read.messageType()).isEqualTo(expected.text("messageType", null));
    assertThat(read.intent() == null ? null : read.intent().headerValue())
        .isEqualTo(expected.text("intent", null));
    assertThat(read.timeSent()).isEqualTo(expected.time("timeSent"));
    assertThat(read.userId()).isEqualTo(expected.text("userId", null));
  }
}
