package io.pikabus.protocol;

import static io.pikabus.protocol.Sending.NAMES;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.Destination;
import io.pikabus.IncomingMetadata;
import io.pikabus.SendOptions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** What holds for every message, whoever sends it and whatever the caller says. */
class HeaderRulesPropertyTest {

  /** A call of the header rules. */
  record Call(
      Destination destination,
      SendOptions options,
      SenderIdentity sender,
      @Nullable IncomingMetadata handled) {

    Envelope envelope() {
      return Sending.send(destination, options, sender, handled);
    }

    MessageProperties properties() {
      return envelope().properties();
    }
  }

  private static final List<String> ALWAYS =
      List.of(
          NAMES.messageId(),
          NAMES.correlationId(),
          NAMES.timeSent(),
          NAMES.intent(),
          NAMES.contentType(),
          NAMES.contentEncoding());

  private static final List<String> SOMETIMES =
      List.of(NAMES.replyToAddress(), NAMES.originatingAddress(), NAMES.messageType());

  @Property
  void the_callers_headers_always_win(@ForAll("calls") Call call) {
    Map<String, @Nullable Object> set = new HashMap<>(call.options().headers());
    set.values().removeIf(value -> value == null);
    assertThat(call.properties().headers()).containsAllEntriesOf(set);
  }

  @Property
  void every_message_has_every_header_that_is_always_written(@ForAll("calls") Call call) {
    for (String name : ALWAYS) {
      assertThat(call.properties().header(name)).as(name).isNotNull();
    }
  }

  @Property
  void nothing_is_written_but_the_protocols_headers_and_the_callers(@ForAll("calls") Call call) {
    Set<String> expected = new HashSet<>(call.options().headers().keySet());
    expected.addAll(ALWAYS);
    expected.addAll(SOMETIMES);
    expected.add(SentOn.HEADER);
    assertThat(expected).containsAll(call.properties().headers().keySet());
  }

  @Property
  void the_properties_repeat_the_headers(@ForAll("calls") Call call) {
    MessageProperties sent = call.properties();
    assertThat(sent.messageId()).isEqualTo(sent.header(NAMES.messageId()));
    assertThat(sent.correlationId()).isEqualTo(sent.header(NAMES.correlationId()));
    assertThat(sent.replyTo()).isEqualTo(sent.header(NAMES.replyToAddress()));
    assertThat(sent.type()).isEqualTo(sent.header(NAMES.messageType()));
    assertThat(sent.contentType()).isEqualTo(sent.header(NAMES.contentType()));
    assertThat(sent.contentEncoding()).isEqualTo(sent.header(NAMES.contentEncoding()));
    assertThat(sent.expiration()).isEqualTo(sent.header("expiration"));
    assertThat(sent.appId()).isEqualTo(sent.header("app_id"));
  }

  @Property
  void the_reply_address_is_the_callers_then_the_handled_queue_then_the_listener_queue(
      @ForAll("calls") Call call) {
    Object own = call.options().headers().get(NAMES.replyToAddress());
    String listening =
        call.handled() != null ? call.handled().queue() : call.sender().listenerQueue();
    assertThat(call.properties().header(NAMES.replyToAddress()))
        .isEqualTo(own != null ? own.toString() : listening);
  }

  @Property
  void the_correlation_is_the_callers_then_the_handled_messages_then_a_new_one(
      @ForAll("calls") Call call) {
    Object own = call.options().headers().get(NAMES.correlationId());
    String carried = call.handled() == null ? null : call.handled().correlationId();
    String correlation = call.properties().correlationId();
    if (own != null) {
      assertThat(correlation).isEqualTo(own.toString());
    } else if (carried != null) {
      assertThat(correlation).isEqualTo(carried);
    } else {
      assertThat(correlation).startsWith("id-");
    }
  }

  @Property
  void a_receiver_reads_what_the_sender_wrote(@ForAll("calls") Call call) {
    Envelope sent = call.envelope();
    IncomingMetadata read =
        IncomingHeaders.read(
            "q",
            false,
            sent.address().exchange(),
            sent.address().routingKey(),
            null,
            sent.properties().headers(),
            NAMES);
    assertThat(read.messageId()).isEqualTo(sent.properties().messageId());
    assertThat(read.correlationId()).isEqualTo(sent.properties().correlationId());
    assertThat(read.replyToAddress()).isEqualTo(sent.properties().replyTo());
    assertThat(read.messageType()).isEqualTo(sent.properties().type());
  }

  @Property
  void the_same_call_makes_the_same_message(@ForAll("calls") Call call) {
    assertThat(call.properties()).isEqualTo(call.properties());
    assertThat(call.envelope().describe()).isEqualTo(call.envelope().describe());
  }

  @Provide
  Arbitrary<Call> calls() {
    Arbitrary<Destination> destinations =
        Arbitraries.oneOf(words().map(Destination.Queue::new), words().map(Destination.Topic::new));
    return Combinators.combine(destinations, options(), senders(), handled().injectNull(0.5))
        .as(Call::new);
  }

  private static Arbitrary<SendOptions> options() {
    Arbitrary<String> names =
        Arbitraries.oneOf(
            Arbitraries.of(ALWAYS),
            Arbitraries.of(SOMETIMES),
            Arbitraries.of("expiration", "app_id", NAMES.deferredTime()),
            words());
    Arbitrary<Object> values =
        Arbitraries.<Object>oneOf(
            words(), Arbitraries.integers(), Arbitraries.longs(), Arbitraries.of(true, false));
    Arbitrary<Boolean> switches = Arbitraries.of(true, false).injectNull(0.3);
    return Combinators.combine(
            Arbitraries.maps(names, values.injectNull(0.1)).ofMaxSize(8),
            words().injectNull(0.5),
            words().injectNull(0.7),
            switches,
            switches,
            words().injectNull(0.9))
        .as(GivenOptions::of);
  }

  private static Arbitrary<SenderIdentity> senders() {
    return Combinators.combine(
            Arbitraries.of(TimeFormat.class),
            words().injectNull(0.5),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false))
        .as(
            (format, listener, mandatory, persistent) ->
                new SenderIdentity(
                    NAMES, format, "direct", "topic", listener, mandatory, persistent));
  }

  private static Arbitrary<IncomingMetadata> handled() {
    return Combinators.combine(words(), words().injectNull(0.3)).as(Sending::handled);
  }

  private static Arbitrary<String> words() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .withChars('.', '-', 'ø', '東')
        .ofMinLength(1)
        .ofMaxLength(40);
  }
}
