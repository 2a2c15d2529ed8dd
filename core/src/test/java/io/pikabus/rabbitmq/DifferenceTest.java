package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.protocol.Address;
import io.pikabus.protocol.Topology;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The replies are those of RabbitMQ 3.10.8; 4.0.5 words them alike. */
class DifferenceTest {

  private static final String EXCHANGE =
      "PRECONDITION_FAILED - inequivalent arg '%s' for exchange 'x' in vhost '/': received %s but current is %s";

  private static final String QUEUE =
      "PRECONDITION_FAILED - inequivalent arg '%s' for queue 'q' in vhost '/': received %s but current is %s";

  private static final Topology.Queue OURS = Topology.Queue.of("q", Topology.QueueType.QUORUM);

  @ParameterizedTest
  @CsvSource({
    "direct, fanout, true",
    "direct, headers, true",
    "direct, topic, false",
    "direct, x-consistent-hash, false",
    "topic, direct, true",
    "topic, fanout, true",
    "topic, headers, true",
    "topic, x-delayed-message, false"
  })
  void an_exchange_of_another_type_is_named_with_it(String ours, String theirs, boolean misleads) {
    String reply = EXCHANGE.formatted("type", "'" + ours + "'", "'" + theirs + "'");

    Difference difference =
        Difference.ofExchange(Topology.Exchange.of("x", ours), reply).orElseThrow();

    assertThat(difference.sentence()).contains("'x'", "'" + ours + "'", "'" + theirs + "'");
    assertThat(difference.misleads()).isEqualTo(misleads);
  }

  @Test
  void nobody_can_publish_to_an_internal_exchange() {
    String reply = EXCHANGE.formatted("internal", "'false'", "'true'");

    assertThat(Difference.ofExchange(Topology.Exchange.of("x", "direct"), reply))
        .hasValueSatisfying(difference -> assertThat(difference.misleads()).isTrue());
  }

  @Test
  void other_arguments_of_an_exchange_do_no_harm() {
    String reply =
        EXCHANGE.formatted("alternate-exchange", "none", "the value 'f' of type 'longstr'");

    assertThat(Difference.ofExchange(Topology.Exchange.of("x", "direct"), reply)).isEmpty();
  }

  @Test
  void a_queue_that_does_not_last_is_named() {
    assertThat(Difference.ofQueue(OURS, QUEUE.formatted("durable", "'true'", "'false'")))
        .hasValueSatisfying(found -> assertThat(found.sentence()).contains("'q' is not durable"));
    assertThat(Difference.ofQueue(OURS, QUEUE.formatted("auto_delete", "'false'", "'true'")))
        .hasValueSatisfying(found -> assertThat(found.sentence()).contains("'q' is auto-delete"));
  }

  @Test
  void another_type_or_limit_of_a_queue_does_no_harm() {
    assertThat(Difference.ofQueue(OURS, QUEUE.formatted("x-queue-type", "'quorum'", "'classic'")))
        .isEmpty();
    assertThat(
            Difference.ofQueue(
                OURS,
                QUEUE.formatted("x-delivery-limit", "the value '100' of type 'signedint'", "none")))
        .isEmpty();
    assertThat(Difference.ofQueue(OURS, "something else")).isEmpty();
  }

  private static Topology.Queue asking(Map<String, Object> asked) {
    return Topology.Queue.consumed(
        "q",
        Topology.QueueType.QUORUM,
        asked,
        Address.errors("d", "error"),
        Topology.QueueType.CLASSIC);
  }

  @Test
  void an_argument_that_was_asked_for_is_told_with_what_is_there() {
    Topology.Queue asking = asking(Map.of("x-max-length", 10L, "x-single-active-consumer", true));

    assertThat(
            Difference.ofQueue(asking, QUEUE.formatted("x-max-length", "'10'", "'5'"))
                .map(Difference::sentence))
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence).contains("max-length 5", "queue-arguments asks for 10"));
    assertThat(
            Difference.ofQueue(
                    asking,
                    QUEUE.formatted(
                        "x-single-active-consumer", "the value 'true' of type 'bool'", "none"))
                .map(Difference::sentence))
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence)
                    .contains("single-active-consumer not set", "queue-arguments asks for true"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "x-max-length | '5' | 5",
        "x-max-length | the value '5' of type 'signedint' | 5",
        "x-overflow | the value '5' of type 'longstr' | 5 as text",
        "x-single-active-consumer | the value 'true' of type 'bool' | true",
        "x-max-length | none | nothing"
      })
  void what_is_there_is_adopted_with_its_type(String argument, String current, String adopted) {
    Map<String, Object> declared = new HashMap<>(Map.of("x-max-length", 10L, "x-a", "b"));

    Found.in(QUEUE.formatted(argument, "anything", current))
        .orElseThrow()
        .adopt(declared, Set.of("x-max-length"));

    Object expected =
        switch (adopted) {
          case "5" -> 5L;
          case "5 as text" -> "5";
          case "true" -> true;
          default -> null;
        };
    assertThat(declared.get(argument)).isEqualTo(expected);
    assertThat(declared).containsEntry("x-a", "b");
  }

  @Test
  void of_another_type_only_what_was_asked_for_is_declared_again() {
    Map<String, Object> declared =
        new HashMap<>(Map.of("x-max-length", 10L, "x-delivery-limit", 5, "x-queue-type", "quorum"));

    Found.in(QUEUE.formatted("x-queue-type", "'quorum'", "'classic'"))
        .orElseThrow()
        .adopt(declared, Set.of("x-max-length"));

    assertThat(declared).isEqualTo(Map.of("x-max-length", 10L, "x-queue-type", "classic"));
  }

  @Test
  void an_error_queue_is_told_of_if_services_in_python_cannot_declare_it() {
    assertThat(
            Difference.ofErrorQueue(
                "error",
                Topology.QueueType.CLASSIC,
                found("x-queue-type", "none", "the value 'quorum' of type 'longstr'")))
        .hasValueSatisfying(
            sentence -> assertThat(sentence).contains("'error'", "quorum", "Python", "406"));
    assertThat(
            Difference.ofErrorQueue(
                "error",
                Topology.QueueType.QUORUM,
                found("x-queue-type", "the value 'quorum' of type 'longstr'", "none")))
        .hasValueSatisfying(sentence -> assertThat(sentence).contains("not replicated"));
    assertThat(
            Difference.ofErrorQueue(
                "error",
                Topology.QueueType.QUORUM,
                found("x-delivery-limit", "none", "the value '5' of type 'signedint'")))
        .isEmpty();
  }

  private static Found found(String argument, String received, String current) {
    return Found.in(QUEUE.formatted(argument, received, current)).orElseThrow();
  }
}
