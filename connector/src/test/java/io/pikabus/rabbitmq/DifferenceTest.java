package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.protocol.Topology;
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
}
