package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.GetResponse;
import io.pikabus.IncomingMetadata;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendOptions;
import io.pikabus.faults.QuorumQueue;
import io.pikabus.fixtures.rabbitmq.Broker;
import io.pikabus.protocol.TimeFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("broker")
@Tag("slow")
class RetryTest {

  record Attempt(Instant at, IncomingMetadata metadata) {}

  OtherService other;
  PikaBusClient bus;

  final String queue = OtherService.unique("retried");
  final String errors = OtherService.unique("error");
  final List<Attempt> attempts = new CopyOnWriteArrayList<>();

  @BeforeEach
  void meet() throws Exception {
    other = new OtherService(Broker.shared().uri());
  }

  @AfterEach
  void disconnect() throws Exception {
    bus.close();
    other.close();
  }

  private void connect(String... more) {
    Map<String, String> settings = OtherService.sharedBroker(more);
    settings.put("error-queue", errors);
    settings.put("queue-type", "classic");
    settings.put("time-format", "iso");
    bus = PikaBus.connect(settings);
  }

  private void consumeFailing(int times, String text) {
    AtomicInteger left = new AtomicInteger(times);
    bus.consume(
        queue,
        String.class,
        body -> {
          attempts.add(new Attempt(Instant.now(), bus.incoming().orElseThrow()));
          if (left.getAndDecrement() > 0) {
            throw new IllegalStateException(text);
          }
        });
  }

  private static Object header(Attempt attempt, String name) {
    return attempt.metadata().headers().get("PikaBus." + name);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void a_handler_that_fails_k_times_is_tried_again_and_given_up_after_the_fifth(int failures)
      throws Exception {
    connect("retry-delay", "PT0.05S");
    consumeFailing(failures, "on purpose");

    bus.send(queue, "work");

    int expected = Math.min(failures + 1, 6);
    await().atMost(Duration.ofSeconds(20)).until(() -> attempts.size() == expected);
    for (int n = 1; n < attempts.size(); n++) {
      Attempt attempt = attempts.get(n);
      Instant due = TimeFormat.parse(header(attempt, "DeferredTime").toString()).orElseThrow();
      assertThat(header(attempt, "ErrorRetries")).isEqualTo(n);
      assertThat(header(attempt, "SourceQueue")).isEqualTo(queue);
      assertThat(header(attempt, "ErrorDetails").toString()).contains("on purpose");
      assertThat(attempt.metadata().headers())
          .doesNotContainKeys("PikaBus.ReplyToAddress", "PikaBus.OriginatingAddress");
      assertThat(attempt.metadata().messageId()).isEqualTo(attempts.get(0).metadata().messageId());
      assertThat(attempt.at()).isAfterOrEqualTo(due);
      assertThat(due)
          .isAfterOrEqualTo(attempts.get(n - 1).at().plusMillis(n * 100L).minusMillis(1));
    }
    if (failures == 6) {
      await().ignoreExceptions().until(() -> bus.messageCount(errors) == 1);
      assertThat(other.take(errors).getProps().getHeaders())
          .containsEntry("PikaBus.ErrorRetries", 6);
    } else {
      await().until(() -> bus.messageCount(queue) == 0);
    }
  }

  @Test
  void without_a_delay_it_is_tried_again_at_once() {
    connect("retry-delay", "PT0S");
    consumeFailing(3, "on purpose");

    bus.send(queue, "work");

    await().until(() -> attempts.size() == 4);
    assertThat(attempts).allSatisfy(a -> assertThat(header(a, "DeferredTime")).isNull());
  }

  @Test
  void what_shall_not_be_tried_again_goes_to_the_error_queue_at_once() throws Exception {
    connect("no-retry-on", "java.io.IOException, java.lang.RuntimeException");
    consumeFailing(1, "a subclass counts");

    bus.send(queue, "work");

    await().ignoreExceptions().until(() -> bus.messageCount(errors) == 1);
    GetResponse failed = other.take(errors);
    assertThat(failed.getProps().getHeaders()).containsEntry("PikaBus.ErrorRetries", 1);
    assertThat(attempts).hasSize(1);
  }

  @Test
  void an_error_text_of_a_megabyte_does_not_keep_the_message_from_the_error_queue()
      throws Exception {
    connect("max-retries", "0");
    consumeFailing(1, "ø".repeat(1_000_000));

    bus.send(queue, "work");

    await().ignoreExceptions().until(() -> bus.messageCount(errors) == 1);
    String details =
        other.take(errors).getProps().getHeaders().get("PikaBus.ErrorDetails").toString();
    assertThat(details.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(16 * 1024);
    assertThat(details).contains("IllegalStateException").contains("bytes in all");
  }

  @Test
  void headers_that_nearly_fill_a_frame_leave_room_for_the_reason() throws Exception {
    connect("max-retries", "0");
    consumeFailing(1, "x".repeat(100_000));

    bus.send(queue, "work", SendOptions.none().withHeader("large", "y".repeat(125_000)));

    await().ignoreExceptions().until(() -> bus.messageCount(errors) == 1);
    Map<String, Object> headers = other.take(errors).getProps().getHeaders();
    assertThat(headers.get("large").toString()).hasSize(125_000);
    assertThat(headers.get("PikaBus.ErrorDetails").toString()).contains("IllegalStateException");
  }

  @Test
  void an_error_queue_with_other_arguments_is_taken_as_it_is() throws Exception {
    other.channel().queueDeclare(errors, true, false, false, QuorumQueue.PLAIN);
    connect("max-retries", "0");
    consumeFailing(1, "on purpose");

    bus.send(queue, "work");

    await().until(() -> bus.messageCount(errors) == 1);
  }

  @Test
  void a_message_that_python_deferred_is_parked_until_it_is_due() throws Exception {
    connect();
    consumeFailing(0, "");
    Instant due = Instant.now().plusSeconds(5);

    bus.send(
        queue,
        "early",
        SendOptions.none().withHeader("PikaBus.DeferredTime", TimeFormat.ISO.format(due)));

    await().until(() -> bus.messageCount(queue) == 0 && attempts.isEmpty());
    await().until(() -> attempts.size() == 1);
    assertThat(attempts.get(0).at()).isBetween(due.minusMillis(1), due.plusSeconds(5));
    assertThat(header(attempts.get(0), "ErrorRetries")).as("parked, not failed").isNull();
    assertThat(attempts.get(0).metadata().headers().keySet())
        .noneMatch(name -> name.startsWith("x-pikabus"));
  }
}
