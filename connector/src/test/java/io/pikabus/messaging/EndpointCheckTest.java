package io.pikabus.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.messaging.EndpointCheck.OwnChannels;
import jakarta.transaction.Transactional.TxType;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment.Strategy;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.streams.operators.PublisherBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EndpointCheckTest {

  record Hidden(String id) {}

  /** Methods as applications declare them; nobody calls them. */
  interface Shop {
    void take(String order);

    void audit(String order);

    String map(String order);

    PublisherBuilder<String> split(String order);

    void hide(Hidden hidden);

    Hidden show();

    <T> void open(T order);

    PublisherBuilder<Message<String>> messages();

    CompletionStage<Void> later(Message<String> order);
  }

  private static final ClassLoader MODULE = EndpointCheckTest.class.getClassLoader();

  private final List<Endpoint> endpoints = new ArrayList<>();
  private final Map<String, Boolean> incoming = new TreeMap<>(Map.of("orders", true));
  private final Set<String> outgoing = Set.of("events");
  private List<String> broadcast = List.of();
  private boolean hasCodec;

  private static Method method(String name) {
    return Arrays.stream(Shop.class.getDeclaredMethods())
        .filter(each -> each.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void declare(String name, @Nullable String in, @Nullable String out) {
    declare(name, in, out, null, false, null);
  }

  private void declare(
      String name,
      @Nullable String in,
      @Nullable String out,
      @Nullable TxType transactional,
      boolean isHidden,
      @Nullable Strategy strategy) {
    Method method = method(name);
    List<Type> parameters = List.of(method.getGenericParameterTypes());
    Type result = method.getGenericReturnType();
    endpoints.add(
        new Endpoint(
            Endpoint.Kind.METHOD,
            "Shop." + name,
            method,
            MODULE,
            in == null ? List.of() : List.of(in),
            out == null ? List.of() : List.of(out),
            in == null ? null : Signature.ofMethod(parameters, result, out != null),
            strategy,
            in == null ? Optional.empty() : PayloadTypes.ofHandler(parameters, result, Set.of()),
            out == null ? Optional.empty() : PayloadTypes.ofResult(result, Set.of()),
            transactional,
            isHidden));
  }

  private void emitter(String channel, Member member, Type type) {
    endpoints.add(
        Endpoint.emitter("Shop." + member.getName(), member, MODULE, channel, Optional.of(type)));
  }

  private List<String> faults() {
    return new EndpointCheck(endpoints, new OwnChannels(incoming, outgoing, broadcast), hasCodec)
        .faults();
  }

  @Test
  void what_keeps_the_promise_is_no_fault() {
    declare("take", "orders", null, TxType.REQUIRED, false, null);
    emitter("events", method("show"), String.class);
    emitter("events", method("audit"), String.class);
    assertThat(faults()).isEmpty();
  }

  @Test
  void a_signature_that_acknowledges_too_early_is_named_with_its_channel() {
    declare("split", "orders", "events");
    assertThat(faults())
        .singleElement()
        .asString()
        .startsWith("Channel 'orders' is consumed by Shop.split: a message is acknowledged before")
        .contains("send each result with PikaBus");
  }

  @Test
  void a_channel_of_another_connector_is_not_judged() {
    declare("split", "kafka-in", "kafka-out");
    declare("hide", "kafka-in", null, TxType.NEVER, true, Strategy.NONE);
    declare("open", "kafka-open", null);
    declare("show", null, "kafka-out");
    assertThat(faults()).isEmpty();
  }

  @Test
  void a_channel_within_the_application_that_carries_on_is_judged_by_its_signature() {
    declare("map", "orders", "within");
    declare("split", "within", "events");
    assertThat(faults()).singleElement().asString().startsWith("Channel 'within' is consumed by");
  }

  @Test
  void an_emitter_does_not_carry_on() {
    emitter("within", method("take"), String.class);
    declare("split", "within", "events");
    assertThat(faults()).isEmpty();
  }

  @Test
  void two_methods_on_one_channel_are_both_named() {
    declare("take", "orders", null);
    declare("audit", "orders", null);
    assertThat(faults())
        .singleElement()
        .asString()
        .startsWith("Channel 'orders' is consumed by Shop.audit and by Shop.take, and a message");
  }

  @Test
  void a_method_and_an_injected_stream_on_one_channel_are_both_named() {
    declare("take", "orders", null);
    Method stream = method("messages");
    endpoints.add(
        Endpoint.stream(
            "Shop.stream",
            stream,
            MODULE,
            "orders",
            stream.getGenericReturnType(),
            Optional.of(String.class)));
    assertThat(faults()).singleElement().asString().contains("by Shop.stream and by Shop.take");
  }

  @Test
  void one_method_that_two_beans_inherit_is_one() {
    declare("take", "orders", null);
    declare("take", "orders", null);
    assertThat(faults()).isEmpty();
  }

  @Test
  void broadcast_is_refused_by_the_name_of_its_key() {
    broadcast = List.of("mp.messaging.incoming.orders.broadcast");
    assertThat(faults())
        .singleElement()
        .asString()
        .startsWith("mp.messaging.incoming.orders.broadcast = true cannot be kept");
  }

  @Test
  void two_sources_of_one_channel_are_both_named() {
    emitter("events", method("take"), String.class);
    declare("map", "other", "events");
    assertThat(faults())
        .singleElement()
        .asString()
        .startsWith("Channel 'events' is fed by Shop.map and by Shop.take. ")
        .endsWith("with the same queue or topic.");
  }

  @Test
  void two_sources_of_a_channel_that_leads_to_one_are_as_well() {
    declare("map", "within", "events");
    emitter("within", method("take"), String.class);
    declare("map", "other", "within");
    assertThat(faults()).singleElement().asString().startsWith("Channel 'within' is fed by ");
  }

  @Test
  void a_channel_of_another_connector_may_have_two() {
    emitter("elsewhere", method("take"), String.class);
    declare("map", "other", "elsewhere");
    assertThat(faults()).isEmpty();
  }

  @Test
  void injections_of_one_emitter_are_one_source() {
    emitter("events", method("take"), String.class);
    emitter("events", method("audit"), String.class);
    assertThat(faults()).isEmpty();
  }

  @Test
  void a_payload_that_cannot_be_decoded_is_a_fault_unless_a_codec_may() {
    declare("hide", "orders", null);
    assertThat(faults())
        .singleElement()
        .asString()
        .contains("Shop.hide as " + Hidden.class.getName(), "is not public", "PayloadCodec");
    hasCodec = true;
    assertThat(faults()).isEmpty();
  }

  @Test
  void a_payload_that_cannot_be_encoded_likewise() {
    declare("show", null, "events");
    assertThat(faults()).singleElement().asString().contains("is fed by Shop.show", "not public");
    endpoints.clear();
    emitter("events", method("take"), Hidden.class);
    assertThat(faults()).singleElement().asString().contains("is fed by Shop.take", "not public");
    hasCodec = true;
    assertThat(faults()).isEmpty();
  }

  @Test
  void a_private_method_on_a_proxy_is_a_fault() {
    declare("take", "orders", null, null, true, null);
    declare("show", null, "events", null, true, null);
    hasCodec = true;
    assertThat(faults()).hasSize(2).allMatch(each -> each.endsWith("Make it public."));
  }

  @ParameterizedTest
  @EnumSource(TxType.class)
  void a_method_that_may_never_be_in_a_transaction_is_a_fault_when_one_is_begun(TxType type) {
    declare("take", "orders", null, type, false, null);
    assertThat(faults()).hasSize(type == TxType.NEVER ? 1 : 0);
    incoming.put("orders", false);
    assertThat(faults()).hasSize(type == TxType.MANDATORY ? 1 : 0);
  }

  @Test
  void an_open_type_variable_is_a_fault() {
    declare("open", "orders", null);
    assertThat(faults())
        .singleElement()
        .asString()
        .contains("'orders'", "Shop.open", "Declare the parameter with a concrete type.");
  }

  @Test
  void a_strategy_that_never_acknowledges_is_a_fault() {
    declare("later", "orders", null, null, false, Strategy.NONE);
    assertThat(faults()).singleElement().asString().contains("never acknowledges");
  }
}
