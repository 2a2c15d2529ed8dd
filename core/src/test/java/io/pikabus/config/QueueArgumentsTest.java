package io.pikabus.config;

import static io.pikabus.config.Reading.INCOMING;
import static io.pikabus.config.Reading.faultsOfIncoming;
import static io.pikabus.config.Reading.incoming;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which arguments a queue may be created with, and what is said of the others. */
class QueueArgumentsTest {

  private static final String KEY = INCOMING + "queue-arguments: ";

  @Test
  void all_that_a_quorum_queue_takes_are_read_with_the_prefix_and_without() {
    assertThat(
            incoming(
                    Map.of(
                        "queue-arguments",
                        "x-single-active-consumer=true, max-length = 10,max-length-bytes=5000000000, overflow=reject-publish,delivery-limit=2,consumer-timeout=3600000,message-ttl=1000,queue-leader-locator=balanced,x-quorum-initial-group-size=5"))
                .queueArguments())
        .isEqualTo(
            Map.of(
                "x-single-active-consumer", true,
                "x-max-length", 10L,
                "x-max-length-bytes", 5_000_000_000L,
                "x-overflow", "reject-publish",
                "x-delivery-limit", 2L,
                "x-consumer-timeout", 3_600_000L,
                "x-message-ttl", 1000L,
                "x-queue-leader-locator", "balanced",
                "x-quorum-initial-group-size", 5L));
  }

  @Test
  void what_is_switched_off_is_left_out() {
    assertThat(incoming(Map.of("queue-arguments", "single-active-consumer=false")).queueArguments())
        .isEmpty();
  }

  @Test
  void messages_that_are_handled_in_order_are_delivered_one_by_one() {
    assertThat(
            incoming(Map.of("queue-arguments", "single-active-consumer=true", "prefetch", "8"))
                .prefetch())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          quorum  | max-lenght=5                                  | 'max-lenght' is no argument that pikabus knows. Remove it, or choose one of single-active-consumer, max-length, max-length-bytes, overflow, delivery-limit, consumer-timeout, message-ttl, max-priority, queue-leader-locator, quorum-initial-group-size.
          classic | single-active-consumer=true                   | 'single-active-consumer' cannot stand with queue-type = classic: a classic queue of RabbitMQ 3.10 was seen to crash when its active consumer left. Remove it, or set another queue-type.
          quorum  | single-active-consumer=yes                    | 'single-active-consumer=yes' cannot be used. Write single-active-consumer= and true or false.
          quorum  | single-active-consumer                        | 'single-active-consumer=' cannot be used. Write single-active-consumer= and true or false.
          quorum  | max-length=0                                  | 'max-length=0' cannot be used. Write max-length= and a whole number from 1 to 9223372036854775807.
          quorum  | max-length=5, overflow=drop-head              | 'overflow=drop-head' cannot be used. Write overflow= and reject-publish.
          classic | max-length=5                                  | a full classic queue drops its oldest message without a word. Add overflow=reject-publish, so that the sender is told.
          classic | max-length-bytes=5                            | a full classic queue drops its oldest message without a word. Add overflow=reject-publish, so that the sender is told.
          classic | message-ttl=5                                 | 'message-ttl' cannot stand with queue-type = classic: a classic queue drops what expires, while pikabus leads what expires in a quorum queue to the error queue. Remove it, or set another queue-type.
          classic | delivery-limit=5                              | 'delivery-limit' cannot stand with queue-type = classic: the broker does not take it for a classic queue. Remove it, or set another queue-type.
          quorum  | delivery-limit=1                              | 'delivery-limit=1' cannot be used. Write delivery-limit= and a whole number from 2 to 1000000000.
          quorum  | delivery-limit=-1                             | 'delivery-limit=-1' cannot be used. Write delivery-limit= and a whole number from 2 to 1000000000.
          quorum  | max-priority=5                                | 'max-priority' cannot stand with queue-type = quorum: before 4.3 the broker does not take it for a quorum queue, which has two priorities of its own from RabbitMQ 4 on. Remove it, or set another queue-type.
          classic | max-priority=256                              | 'max-priority=256' cannot be used. Write max-priority= and a whole number from 1 to 255.
          quorum  | queue-leader-locator=random                   | 'queue-leader-locator=random' cannot be used. Write queue-leader-locator= and client-local or balanced.
          quorum  | x-expires=5                                   | 'expires' is not set: the broker would delete the queue with its messages while no service consumes it. Remove it.
          classic | dead-letter-exchange=x                        | 'dead-letter-exchange' is not set: pikabus leads what a quorum queue gives up to the error queue, and a classic one gives nothing up. Remove it.
          quorum  | x-queue-type=quorum                           | 'queue-type' is not set: queue-type is a key of its own. Remove it.
          quorum  | max-length=5, x-max-length=6                  | 'max-length' stands there twice. Keep one.
          """)
  void what_cannot_be_used_is_a_fault_that_says_why(String type, String value, String sentence) {
    assertThat(faultsOfIncoming(Map.of("queue-type", type, "queue-arguments", value)))
        .singleElement()
        .isEqualTo(KEY + sentence);
  }

  @Test
  void a_consumer_timeout_is_longer_than_a_pause() {
    assertThat(
            faultsOfIncoming(
                Map.of("queue-arguments", "consumer-timeout=60000", "pause-in-hand", "PT1M")))
        .singleElement()
        .isEqualTo(
            KEY
                + "'consumer-timeout=60000' is not longer than pause-in-hand, which is PT1M: the broker would close the channel of a paused queue. Set a longer one, or a shorter one there.");
    assertThat(
            incoming(Map.of("queue-arguments", "consumer-timeout=60001", "pause-in-hand", "PT1M"))
                .queueArguments())
        .containsOnlyKeys("x-consumer-timeout");
  }

  @Test
  void all_faults_come_at_once() {
    assertThat(
            faultsOfIncoming(
                Map.of("queue-arguments", "expires=5, foo=1, max-length=-1", "prefetch", "0")))
        .hasSize(4);
  }

  @Test
  void the_page_about_policies_explains_each() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("..", "docs", "policies.md"));
    for (String name : QueueArguments.names().split(", ")) {
      assertThat(lines).as(name).anyMatch(line -> line.startsWith("| `" + name + "` |"));
    }
  }
}
