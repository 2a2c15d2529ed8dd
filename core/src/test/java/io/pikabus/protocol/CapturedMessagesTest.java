package io.pikabus.protocol;

import static io.pikabus.protocol.Capture.Release.V1;
import static io.pikabus.protocol.Capture.Release.V2;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.Destination;
import io.pikabus.IncomingMetadata;
import io.pikabus.Intent;
import io.pikabus.SendOptions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * We write what two real releases of PikaBus wrote when they were asked for the same, and read what
 * they wrote. Where we differ on purpose, the test says so.
 */
class CapturedMessagesTest {

  static Stream<Capture> sent() {
    return Capture.all().filter(Capture::isAsSent);
  }

  static Stream<Capture> all() {
    return Capture.all();
  }

  @Test
  void none_of_the_recordings_is_left_out() {
    assertThat(sent()).hasSize(16);
    assertThat(all()).hasSize(19);
  }

  @Test
  void no_file_of_recordings_is_left_unread() {
    assertThat(Capture.FOLDER.toFile().list())
        .containsExactlyInAnyOrder(
            Stream.of(Capture.Release.values()).map(Capture.Release::file).toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("sent")
  void we_write_the_same_headers_as_pikabus(Capture captured) {
    assertThat(asWeSendIt(captured).properties().headers())
        .isEqualTo(captured.properties().headers());
  }

  @ParameterizedTest
  @MethodSource("sent")
  void we_write_the_same_properties_as_pikabus(Capture captured) {
    MessageProperties ours = asWeSendIt(captured).properties();
    assertThat(ours)
        .usingRecursiveComparison()
        .ignoringFields("priority", "timestamp")
        .isEqualTo(captured.properties());
  }

  @ParameterizedTest
  @MethodSource("sent")
  void we_leave_out_the_priority_0_that_pikabus_2_writes_for_none(Capture captured) {
    Integer theirs = captured.properties().priority();
    assertThat(asWeSendIt(captured).properties().priority())
        .isEqualTo(theirs != null && theirs == 0 ? null : theirs);
  }

  /**
   * PikaBus 1.x adds the local offset from UTC to its timestamp, which does not show here: the
   * recordings were made in UTC. Ours is always the time that {@code TimeSent} says; on the wire
   * both are whole seconds.
   */
  @ParameterizedTest
  @MethodSource("sent")
  void our_timestamp_is_the_time_sent(Capture captured) {
    assertThat(seconds(asWeSendIt(captured).properties().timestamp()))
        .isEqualTo(captured.properties().timestamp());
  }

  @ParameterizedTest
  @MethodSource("sent")
  void we_publish_to_where_pikabus_published(Capture captured) {
    Envelope ours = asWeSendIt(captured);
    assertThat(ours.address().exchange()).isEqualTo(captured.exchange());
    assertThat(ours.address().routingKey()).isEqualTo(captured.routingKey());
    assertThat(ours.address().ownExchange()).isTrue();
    assertThat(ours.mandatory()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("all")
  void we_read_from_the_headers_what_the_properties_say_as_well(Capture captured) {
    MessageProperties properties = captured.properties();
    IncomingMetadata read = read(captured);
    assertThat(read.messageId()).isNotNull().isEqualTo(properties.messageId());
    assertThat(read.correlationId()).isNotNull().isEqualTo(properties.correlationId());
    assertThat(read.replyToAddress()).isEqualTo(properties.replyTo());
    assertThat(read.originatingAddress()).isEqualTo(properties.replyTo());
    assertThat(read.messageType()).isEqualTo(properties.type());
    assertThat(read.intent()).isEqualTo(isEvent(captured) ? Intent.EVENT : Intent.COMMAND);
    assertThat(seconds(read.timeSent())).isEqualTo(properties.timestamp());
  }

  @ParameterizedTest
  @MethodSource("all")
  void we_keep_what_the_broker_said_and_every_header(Capture captured) {
    IncomingMetadata read = read(captured);
    assertThat(read.queue()).isEqualTo("ours");
    assertThat(read.redelivered()).isEqualTo(captured.redelivered());
    assertThat(read.exchange()).isEqualTo(captured.exchange());
    assertThat(read.routingKey()).isEqualTo(captured.routingKey());
    assertThat(read.headers()).isEqualTo(captured.properties().headers());
  }

  @Test
  void the_microseconds_of_pikabus_2_survive_reading() {
    assertThat(read(Capture.of(V2, "Send")).timeSent())
        .isEqualTo(Instant.parse("2026-11-24T06:32:34.441584Z"));
    assertThat(read(Capture.of(V1, "Send")).timeSent())
        .isEqualTo(Instant.parse("2026-11-24T06:31:56Z"));
  }

  private static IncomingMetadata read(Capture captured) {
    return IncomingHeaders.read(
        "ours",
        captured.redelivered(),
        captured.exchange(),
        captured.routingKey(),
        null,
        captured.properties().headers(),
        captured.names());
  }

  /** The same call on our side, with the identifiers and the clock of the recording. */
  private static Envelope asWeSendIt(Capture captured) {
    HeaderNames names = captured.names();
    Iterator<String> ids =
        captured.name().equals("Reply")
            ? List.of(captured.header(names.messageId())).iterator()
            : List.of(captured.header(names.messageId()), captured.header(names.correlationId()))
                .iterator();
    return HeaderRules.envelope(
        new HeaderRules.Request(
            destination(captured),
            captured.body().getBytes(UTF_8),
            "application/json",
            "utf-8",
            options(captured),
            deferral(captured)),
        sender(captured),
        captured.name().equals("Reply") ? handled(captured) : null,
        TimeFormat.parse(captured.header(names.timeSent())).orElseThrow(),
        ids::next);
  }

  private static Instant seconds(@Nullable Instant time) {
    return requireNonNull(time).truncatedTo(ChronoUnit.SECONDS);
  }

  private static boolean isEvent(Capture captured) {
    return captured.exchange().equals(captured.release().named("topic"));
  }

  private static Destination destination(Capture captured) {
    return isEvent(captured)
        ? new Destination.Topic(captured.routingKey())
        : new Destination.Queue(captured.routingKey());
  }

  private static SenderIdentity sender(Capture captured) {
    return new SenderIdentity(
        captured.names(),
        captured.release().timeFormat(),
        captured.release().named("direct"),
        captured.release().named("topic"),
        listenerQueue(captured),
        true,
        true);
  }

  private static @Nullable String listenerQueue(Capture captured) {
    return switch (captured.name()) {
      case "Send",
          "Send with messageType and headers",
          "Publish",
          "Defer 60 s",
          "Transaction: after commit" ->
          captured.release().named("orders");
      default -> null;
    };
  }

  private static SendOptions options(Capture captured) {
    return captured.name().equals("Send with messageType and headers")
        ? typed(captured.release())
        : SendOptions.none();
  }

  private static @Nullable Deferral deferral(Capture captured) {
    return captured.name().equals("Defer 60 s")
        ? new Deferral(
            TimeFormat.parse(captured.header(captured.names().deferredTime())).orElseThrow(),
            "error")
        : null;
  }

  /** Callers' headers with the name of a property are copied into it, and stay headers. */
  private static SendOptions typed(Capture.Release release) {
    SendOptions both =
        SendOptions.none()
            .withMessageType("my.contracts.OrderPlaced")
            .withHeader("custom", "value")
            .withHeader("priority", 3)
            .withHeader("app_id", "shop");
    return release == V1 ? both.withHeader("expiration", "60000") : both;
  }

  /** A service that listens on the queue of the handled message, whatever its setting says. */
  private static IncomingMetadata handled(Capture reply) {
    return IncomingHeaders.read(
        reply.release().named("orders"),
        false,
        reply.exchange(),
        reply.release().named("orders"),
        null,
        Map.of(
            reply.names().correlationId(),
            reply.header(reply.names().correlationId()),
            reply.names().replyToAddress(),
            reply.routingKey()),
        reply.names());
  }
}
