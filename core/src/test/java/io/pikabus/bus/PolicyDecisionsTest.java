package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.GetResponse;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.RetryDecision;
import io.pikabus.RetryPolicy;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a retry policy of Java SE decides is done. */
@Tag("slow")
class PolicyDecisionsTest {

  final String queue = OtherService.unique("decided");
  final String errors = OtherService.unique("error");
  final AtomicInteger handled = new AtomicInteger();
  OtherService other;
  PikaBusClient bus;

  @BeforeEach
  void meet() throws Exception {
    other = new OtherService(Broker.shared().uri());
  }

  @AfterEach
  void part() throws Exception {
    bus.close();
    other.close();
  }

  /** All but the last message fail. */
  private void fail(RetryPolicy policy) {
    Map<String, String> settings = OtherService.sharedBroker();
    settings.put("error-queue", errors);
    settings.put("queue-type", "classic");
    bus = PikaBus.builder().settings(settings).retryPolicy(policy).connect();
    bus.consume(
        queue,
        String.class,
        text -> {
          handled.incrementAndGet();
          if (!text.equals("last")) {
            throw new IllegalStateException("no stock");
          }
        });
    bus.send(queue, "first");
    bus.send(queue, "last");
  }

  private void assertNothingLeft() {
    await().untilAsserted(() -> assertThat(other.ready(queue)).isZero());
    bus.close(); // What was not acknowledged would be back now.
    await().untilAsserted(() -> assertThat(other.ready(queue)).isZero());
  }

  private static String text(GetResponse message) {
    return new String(message.getBody(), StandardCharsets.UTF_8);
  }

  private static String header(GetResponse message, String name) {
    return String.valueOf(message.getProps().getHeaders().get(name));
  }

  @Test
  void a_message_that_is_discarded_is_gone() throws Exception {
    fail(failed -> RetryDecision.discard());
    await().until(() -> handled.get() == 2);
    assertNothingLeft();
    assertThat(other.channel().queueDeclare(errors, true, false, false, Map.of()).getMessageCount())
        .isZero();
  }

  @Test
  void a_message_that_is_sent_elsewhere_lies_there_with_its_reason_and_the_policys_headers()
      throws Exception {
    String parked = other.queue("parked");
    fail(failed -> RetryDecision.sendTo(parked).withHeader("parked-by", failed.channel()));
    GetResponse there = other.take(parked);
    assertThat(text(there)).isEqualTo("first");
    assertThat(header(there, "parked-by")).isEqualTo(queue);
    assertThat(header(there, "PikaBus.SourceQueue")).isEqualTo(queue);
    assertThat(header(there, "PikaBus.ErrorRetries")).isEqualTo("1");
    assertThat(header(there, "PikaBus.ErrorDetails")).contains("no stock");
    await().until(() -> handled.get() == 2);
    assertNothingLeft();
  }

  @Test
  void a_message_for_a_queue_that_does_not_exist_goes_to_the_error_queue_and_says_so()
      throws Exception {
    String missing = OtherService.unique("missing");
    fail(failed -> RetryDecision.sendTo(missing).withHeader("parked-by", "me"));
    GetResponse given = other.take(errors);
    assertThat(text(given)).isEqualTo("first");
    assertThat(header(given, "parked-by")).isEqualTo("me");
    assertThat(header(given, "PikaBus.ErrorDetails"))
        .startsWith("The retry policy sent it elsewhere, in vain. ")
        .contains(missing, "no stock");
    await().until(() -> handled.get() == 2);
    assertNothingLeft();
  }

  @Test
  void a_header_of_the_bus_is_refused_and_the_message_is_safe() throws Exception {
    fail(failed -> RetryDecision.retry(Duration.ZERO).withHeader("PikaBus.MessageId", "mine"));
    GetResponse given = other.take(errors);
    assertThat(header(given, "PikaBus.ErrorDetails"))
        .contains("'PikaBus.MessageId'", "belongs to the bus", "no stock");
    await().until(() -> handled.get() == 2);
    assertNothingLeft();
  }

  @Test
  void a_retry_brings_its_header_back_to_the_handler() {
    AtomicInteger tries = new AtomicInteger();
    fail(
        failed -> {
          Object before = failed.metadata().headers().get("tries");
          tries.set(before == null ? 1 : Integer.parseInt(before.toString()) + 1);
          return tries.get() < 3
              ? RetryDecision.retry(Duration.ZERO).withHeader("tries", tries.get())
              : RetryDecision.discard();
        });
    await().until(() -> handled.get() == 4);
    assertThat(tries).hasValue(3);
    assertNothingLeft();
  }
}
