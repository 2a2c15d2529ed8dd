package io.pikabus.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.eclipse.microprofile.reactive.messaging.Acknowledgment.Strategy.MANUAL;
import static org.eclipse.microprofile.reactive.messaging.Acknowledgment.Strategy.POST_PROCESSING;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment.Strategy;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.streams.operators.ProcessorBuilder;
import org.eclipse.microprofile.reactive.streams.operators.PublisherBuilder;
import org.eclipse.microprofile.reactive.streams.operators.SubscriberBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Processor;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/**
 * Every consuming signature of the specification, and some that it leaves out, with every strategy.
 */
class SignatureCheckTest {

  /** With which strategies a signature is allowed. */
  enum Allowed {
    /** The runtime acknowledges after the method. */
    AFTER_METHOD,
    /** The application acknowledges; the runtime may do so after the method. */
    BY_APPLICATION,
    /** The application acknowledges; the runtime never does. */
    BY_APPLICATION_ALONE,
    NEVER
  }

  /** Methods as applications declare them; nobody calls them. Names say what is allowed. */
  interface Subscribers {
    void afterMethod1(String it);

    String afterMethod2(String it);

    CompletionStage<Void> afterMethod3(String it);

    CompletionStage<?> afterMethod4(String it);

    Uni<Void> afterMethod5(String it);

    CompletionStage<Void> byApplication1(Message<String> it);

    CompletionStage<?> byApplication2(Message<?> it);

    Uni<Void> byApplication3(Message<String> it);

    Subscriber<Message<String>> alone1();

    SubscriberBuilder<Message<String>, Void> alone2();

    Flow.Subscriber<Message<String>> alone3();

    void never1(Message<String> it);

    String never2(Message<String> it);

    Subscriber<String> never3();

    SubscriberBuilder<String, Void> never4();

    Flow.Subscriber<String> never5();

    Subscriber<? extends Message<String>> never6();

    void never7(PublisherBuilder<String> it);

    void never8(Publisher<Message<String>> it);

    CompletionStage<Void> never9(Multi<Message<String>> it);

    void never10();

    @SuppressWarnings("rawtypes") // As somebody may write it.
    Subscriber never11();
  }

  interface Processors {
    String afterMethod1(String it);

    CompletionStage<String> afterMethod2(String it);

    Uni<String> afterMethod3(String it);

    Message<String> afterMethod4(String it);

    CompletionStage<Message<String>> afterMethod5(String it);

    String byApplication1(Message<String> it);

    Message<String> byApplication2(Message<String> it);

    CompletionStage<Message<String>> byApplication3(Message<String> it);

    CompletionStage<String> byApplication4(Message<String> it);

    Publisher<Message<String>> alone1(Message<String> it);

    PublisherBuilder<Message<String>> alone2(Message<String> it);

    Flow.Publisher<Message<String>> alone3(Message<String> it);

    Processor<Message<String>, Message<String>> alone4();

    ProcessorBuilder<Message<String>, Message<String>> alone5();

    Flow.Processor<Message<String>, Message<String>> alone6();

    Publisher<Message<String>> alone7(Publisher<Message<String>> it);

    PublisherBuilder<Message<String>> alone8(PublisherBuilder<Message<String>> it);

    Multi<Message<String>> alone9(Multi<Message<String>> it);

    Publisher<String> never1(String it);

    PublisherBuilder<String> never2(String it);

    Flow.Publisher<String> never3(String it);

    Multi<String> never4(String it);

    PublisherBuilder<Message<String>> never5(String it);

    PublisherBuilder<String> never6(Message<String> it);

    Processor<String, String> never7();

    ProcessorBuilder<String, String> never8();

    Flow.Processor<String, String> never9();

    ProcessorBuilder<Message<String>, String> never10();

    ProcessorBuilder<String, Message<String>> never11();

    Publisher<String> never12(Publisher<String> it);

    PublisherBuilder<String> never13(PublisherBuilder<String> it);

    Flow.Publisher<String> never14(Flow.Publisher<String> it);

    PublisherBuilder<Message<String>> never15(PublisherBuilder<String> it);

    PublisherBuilder<String> never16(PublisherBuilder<Message<String>> it);

    PublisherBuilder<Message<String>> never17(PublisherBuilder<? extends Message<String>> it);

    PublisherBuilder<? extends Message<String>> never18(Message<String> it);

    String never19(Publisher<Message<String>> it);

    String never20();

    @SuppressWarnings("rawtypes") // As somebody may write it.
    PublisherBuilder never21(String it);
  }

  static Stream<Arguments> signatures() {
    return Stream.of(Subscribers.class, Processors.class)
        .flatMap(declaring -> Arrays.stream(declaring.getDeclaredMethods()))
        .map(
            method ->
                Arguments.of(
                    method.toGenericString().replaceAll("[a-z]+\\.(\\w+\\.)*", ""),
                    signature(method),
                    allowed(method.getName())));
  }

  private static Signature signature(Method method) {
    return Signature.ofMethod(
        List.of(method.getGenericParameterTypes()),
        method.getGenericReturnType(),
        method.getDeclaringClass() == Processors.class);
  }

  private static Allowed allowed(String name) {
    return switch (name.replaceAll("\\d", "")) {
      case "afterMethod" -> Allowed.AFTER_METHOD;
      case "byApplication" -> Allowed.BY_APPLICATION;
      case "alone" -> Allowed.BY_APPLICATION_ALONE;
      default -> Allowed.NEVER;
    };
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("signatures")
  void each_signature_is_allowed_with_the_strategies_that_keep_the_promise(
      String shown, Signature signature, Allowed allowed) {
    Map<String, Boolean> expected = new LinkedHashMap<>();
    Map<String, Boolean> found = new LinkedHashMap<>();
    for (@Nullable Strategy strategy : strategies()) {
      expected.put(String.valueOf(strategy), isAllowed(allowed, strategy));
      found.put(String.valueOf(strategy), SignatureCheck.fault(signature, strategy).isEmpty());
    }
    assertThat(found).isEqualTo(expected);
  }

  private static List<@Nullable Strategy> strategies() {
    List<@Nullable Strategy> all = new ArrayList<>(List.of(Strategy.values()));
    all.add(null);
    return all;
  }

  private static boolean isAllowed(Allowed allowed, @Nullable Strategy strategy) {
    return switch (allowed) {
      case AFTER_METHOD -> strategy == null || strategy == POST_PROCESSING;
      case BY_APPLICATION -> strategy == null || strategy == POST_PROCESSING || strategy == MANUAL;
      case BY_APPLICATION_ALONE -> strategy == null || strategy == MANUAL;
      case NEVER -> false;
    };
  }

  @Test
  void an_injected_stream_is_allowed_when_it_is_of_messages() throws Exception {
    interface Injected {
      void take(
          Publisher<Message<String>> one,
          PublisherBuilder<Message<String>> two,
          Flow.Publisher<Message<String>> three,
          Publisher<String> four,
          PublisherBuilder<String> five,
          Multi<String> six,
          Publisher<? extends Message<String>> seven);
    }
    assertThat(
            Arrays.stream(Injected.class.getDeclaredMethods()[0].getGenericParameterTypes())
                .map(Signature::ofInjection)
                .map(each -> SignatureCheck.fault(each, null).isEmpty()))
        .containsExactly(true, true, true, false, false, false, false);
  }

  @Test
  void every_fault_says_what_to_do() {
    Set<String> faults = new HashSet<>();
    signatures()
        .map(each -> (Signature) each.get()[1])
        .forEach(
            signature ->
                strategies()
                    .forEach(
                        strategy ->
                            SignatureCheck.fault(signature, strategy).ifPresent(faults::add)));
    assertThat(faults)
        .hasSizeGreaterThan(5)
        .allMatch(
            fault ->
                fault.contains("Write a method")
                    || fault.contains("Leave the annotation out")
                    || fault.contains("Take and return streams of Message")
                    || fault.contains("Return CompletionStage<Void>"));
  }

  @Test
  void a_failing_splitter_is_told_to_send_each_result() {
    Optional<String> fault =
        Arrays.stream(Processors.class.getDeclaredMethods())
            .filter(each -> each.getName().equals("never2"))
            .map(SignatureCheckTest::signature)
            .findFirst()
            .flatMap(signature -> SignatureCheck.fault(signature, null));
    assertThat(fault)
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .contains("a failure loses the message", "send each result with PikaBus"));
  }
}
