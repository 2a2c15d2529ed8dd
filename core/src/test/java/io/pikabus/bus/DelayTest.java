package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.DeliverCallback;
import com.rabbitmq.client.GetResponse;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendOptions;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class DelayTest {

  OtherService other;
  PikaBusClient bus;

  @BeforeEach
  void connect() throws Exception {
    other = new OtherService(Broker.shared().uri());
    bus = PikaBus.connect(OtherService.sharedBroker());
  }

  @AfterEach
  void disconnect() throws Exception {
    bus.close();
    other.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 50, 1_000, 20_000})
  void a_deferred_message_arrives_when_it_is_due(long millis) throws Exception {
    String queue = other.queue("deferred");
    bus.defer(queue, "warm", Duration.ZERO);
    other.take(queue);
    Instant sent = Instant.now();

    bus.defer(queue, "later", Duration.ofMillis(millis), SendOptions.none().withHeader("k", 1L));

    GetResponse message = other.take(queue);
    Instant came = Instant.now();
    assertThat(came).isAfterOrEqualTo(sent.plusMillis(millis));
    assertThat(new String(message.getBody(), StandardCharsets.UTF_8)).isEqualTo("later");
    assertThat(message.getEnvelope().getRoutingKey()).isEqualTo(queue);
    assertThat(message.getEnvelope().getExchange()).isEqualTo("PikaBusDirect");
    assertThat(message.getProps().getHeaders())
        .containsKey("PikaBus.DeferredTime")
        .containsEntry("k", 1L)
        .doesNotContainKey("x-death");
    assertThat(message.getProps().getHeaders().keySet())
        .noneMatch(name -> name.startsWith("x-pikabus"));
  }

  @Test
  void many_messages_with_random_delays_come_all_never_early_and_hardly_late() throws Exception {
    String queue = other.queue("many");
    int count = 10_000;
    Map<String, Long> lateness = new ConcurrentHashMap<>();
    DeliverCallback receive =
        (tag, message) -> {
          long due = Long.parseLong(new String(message.getBody(), StandardCharsets.UTF_8));
          lateness.put(message.getProperties().getMessageId(), System.currentTimeMillis() - due);
        };
    other.channel().basicConsume(queue, true, receive, tag -> {});
    Random random = new Random(42);

    for (int i = 0; i < count; i++) {
      long delay = 1 + random.nextInt(8_000);
      long due = System.currentTimeMillis() + delay;
      bus.defer(queue, String.valueOf(due), Duration.ofMillis(delay));
    }

    await().atMost(Duration.ofSeconds(60)).until(() -> lateness.size() == count);
    List<Long> sorted = new ArrayList<>(lateness.values());
    sorted.sort(Comparator.naturalOrder());
    System.out.printf(
        "%d delays: late p50 %d ms, p99 %d ms, most %d ms%n",
        count, sorted.get(count / 2), sorted.get(count * 99 / 100), sorted.get(count - 1));
    assertThat(sorted.get(0)).isNotNegative();
  }

  @Test
  void a_message_deferred_to_a_missing_queue_ends_in_the_error_queue_and_holds_up_no_other()
      throws Exception {
    String errors = OtherService.unique("error");
    Map<String, String> settings = OtherService.sharedBroker();
    settings.put("error-queue", errors);
    String queue = other.queue("present");
    try (PikaBusClient own = PikaBus.connect(settings)) {
      for (int i = 0; i < 300; i++) {
        own.defer("no-such-queue", "lost", Duration.ofMillis(600));
      }
      own.defer(queue, "found", Duration.ofMillis(600));

      assertThat(new String(other.take(queue).getBody(), StandardCharsets.UTF_8))
          .isEqualTo("found");
      await().ignoreExceptions().until(() -> own.messageCount(errors) == 300);
      GetResponse lost = other.take(errors);
      assertThat(lost.getProps().getHeaders().get("PikaBus.ErrorDetails").toString())
          .contains("no-such-queue")
          .contains("did not receive it");
    }
  }

  @Test
  void the_broker_delivers_though_the_sender_is_gone() throws Exception {
    String queue = other.queue("orphaned");
    bus.defer(queue, "testament", Duration.ofSeconds(3));
    long sent = System.nanoTime();

    bus.close();

    GetResponse message = other.take(queue);
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - sent);
    assertThat(new String(message.getBody(), StandardCharsets.UTF_8)).isEqualTo("testament");
    assertThat(seconds).isBetween(3L, 12L);
  }

  /** One that is being delivered at that moment must not be handed over as well. */
  @Test
  void closing_while_messages_fall_due_delivers_each_once() throws Exception {
    String queue = other.queue("due");
    List<String> arrived = new CopyOnWriteArrayList<>();
    DeliverCallback receive =
        (tag, message) -> arrived.add(new String(message.getBody(), StandardCharsets.UTF_8));
    other.channel().basicConsume(queue, true, receive, tag -> {});
    int sent = 0;
    for (int closing = 0; closing < 60; closing++) {
      try (PikaBusClient closed = PikaBus.connect(OtherService.sharedBroker())) {
        closed.defer(queue, "first " + closing, Duration.ZERO);
        for (int i = 0; i < 60; i++) {
          closed.defer(queue, closing + "." + i, Duration.ofMillis(61 + i - i / 2));
        }
      }
      sent += 61;
    }

    int expected = sent;
    await().atMost(Duration.ofSeconds(30)).until(() -> arrived.size() >= expected);
    assertThat(arrived).doesNotHaveDuplicates().hasSize(expected);
  }

  @Test
  void a_message_deferred_by_a_year_waits_at_its_level() throws Exception {
    String queue = other.queue("patient");

    bus.defer(queue, "in a year", Duration.ofDays(365));

    // 365 days less the lead are 31,535,760 s: the highest bit is 2^24.
    await().until(() -> bus.messageCount("PikaBusDelay24") >= 1);
    assertThat(bus.messageCount(queue)).isZero();
  }

  @Test
  void a_delay_has_bounds() {
    assertThatThrownBy(() -> bus.defer("q", "x", Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> bus.defer("q", "x", Duration.ofDays(3651)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
