package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.GetResponse;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendException;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code delays = broker}: no service holds delayed messages, and none need run. */
@Tag("broker")
@Tag("slow")
class DelaysByBrokerTest {

  PrivateNode node;
  OtherService other;
  PikaBusClient bus;

  @BeforeEach
  void start() throws Exception {
    node = PrivateNode.create(Path.of("target", "rabbitmq"));
    node.start();
    other = new OtherService(node.uri());
    bus = PikaBus.connect(settings("broker"));
  }

  @AfterEach
  void stop() throws Exception {
    bus.close();
    other.close();
    node.close();
  }

  private Map<String, String> settings(String delays) {
    Map<String, String> settings = OtherService.settings(node.uri());
    settings.put("delays", delays);
    return settings;
  }

  private List<String> consumed() {
    return node.control("list_consumers", "queue_name", "--no-table-headers")
        .lines()
        .filter(line -> !line.isBlank())
        .distinct()
        .sorted()
        .toList();
  }

  private static String text(GetResponse message) {
    return new String(message.getBody(), StandardCharsets.UTF_8);
  }

  @Test
  void many_messages_come_all_never_early_and_hardly_late_and_nobody_consumes_delay_queues() {
    int count = 1_000;
    Map<String, Long> lateness = new ConcurrentHashMap<>();
    bus.consume(
        "due",
        String.class,
        text -> {
          long late = System.currentTimeMillis() - Long.parseLong(text.split("/")[1]);
          assertThat(lateness.put(text, late)).as("second delivery of %s", text).isNull();
        });
    Random random = new Random(11);
    for (int i = 0; i < count; i++) {
      long delay = 1 + random.nextInt(9_000);
      bus.defer("due", i + "/" + (System.currentTimeMillis() + delay), Duration.ofMillis(delay));
    }
    bus.defer("due", "in a year/0", Duration.ofDays(365));

    assertThat(consumed()).containsExactly("due");
    await().atMost(Duration.ofSeconds(60)).until(() -> lateness.size() == count);
    assertThat(consumed()).containsExactly("due");
    List<Long> sorted = new ArrayList<>(lateness.values());
    sorted.sort(Comparator.naturalOrder());
    System.out.printf(
        "%d delays by the broker: late p50 %d ms, p99 %d ms, most %d ms%n",
        count, sorted.get(count / 2), sorted.get(count * 99 / 100), sorted.get(count - 1));
    assertThat(sorted.get(0)).isNotNegative();
    assertThat(sorted.get(count / 2)).isLessThan(5_000);
  }

  @Test
  void a_due_message_arrives_while_no_service_runs() throws Exception {
    String queue = other.queue("orphaned");
    Instant sent = Instant.now();
    bus.defer(queue, "testament", Duration.ofSeconds(3));

    bus.close();

    assertThat(consumed()).isEmpty();
    assertThat(text(other.take(queue))).isEqualTo("testament");
    assertThat(Instant.now()).isBetween(sent.plusSeconds(3), sent.plusSeconds(20));
  }

  @Test
  void a_failing_message_is_tried_again_after_its_pauses_and_then_lies_in_the_error_queue()
      throws Exception {
    Map<String, String> settings = settings("broker");
    settings.put("max-retries", "2");
    settings.put("retry-delay", "PT0.5S");
    List<Instant> tries = new CopyOnWriteArrayList<>();
    try (PikaBusClient failing = PikaBus.connect(settings)) {
      failing.consume(
          "orders",
          String.class,
          text -> {
            tries.add(Instant.now());
            throw new IllegalStateException("on purpose");
          });
      bus.send("orders", "order");

      await().ignoreExceptions().until(() -> bus.messageCount("error") == 1);
      assertThat(tries).hasSize(3);
      assertThat(Duration.between(tries.get(0), tries.get(1)))
          .isGreaterThan(Duration.ofMillis(999));
      assertThat(consumed()).containsExactly("orders");
      assertThat(other.take("error").getProps().getHeaders()).containsKey("PikaBus.ErrorDetails");
    }
  }

  @Test
  void a_message_to_a_queue_that_the_broker_does_not_know_is_refused_at_once() throws Exception {
    assertThatThrownBy(() -> bus.defer("later", "lost", Duration.ofSeconds(2)))
        .isInstanceOf(SendException.class)
        .hasMessageContaining("the queue 'later' does not exist")
        .hasMessageContaining("delays = service");
    other.channel().queueDeclare("later", true, false, false, Map.of());

    bus.defer("later", "found", Duration.ofSeconds(1));

    assertThat(text(other.take("later"))).isEqualTo("found");
  }

  @Test
  void what_the_broker_cannot_deliver_is_kept_and_reported_and_a_service_that_delivers_takes_it()
      throws Exception {
    String queue = other.queue("recreated");
    bus.defer(queue, "kept", Duration.ofSeconds(2));
    other.channel().queueDelete(queue);

    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> bus.messageCount("PikaBusDelayUnrouted") == 1);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> bus.status().publishing().reason().contains("PikaBusDelayUnrouted"));
    other.channel().queueDeclare(queue, true, false, false, Map.of());

    // The new queue is bound anew, though the name was known.
    await()
        .atMost(Duration.ofSeconds(40))
        .until(
            () -> {
              bus.defer(queue, "next", Duration.ofSeconds(1));
              return other.ready(queue) > 0;
            });
    other.channel().queuePurge(queue);
    try (PikaBusClient service = PikaBus.connect(settings("service"))) {
      service.consume("anything", String.class, text -> {});
      await().atMost(Duration.ofSeconds(60)).until(() -> text(other.take(queue)), "kept"::equals);
    }
  }

  @Test
  void services_of_both_modes_share_a_bus_and_each_message_goes_the_way_of_its_sender()
      throws Exception {
    String queue = other.queue("shared");
    try (PikaBusClient service = PikaBus.connect(settings("service"))) {
      Instant due = Instant.now().plusSeconds(4);
      service.defer(queue, "by a service", Duration.ofSeconds(4));
      bus.defer(queue, "by the broker", Duration.ofSeconds(4));

      for (int i = 0; i < 2; i++) {
        GetResponse message = other.take(queue);
        assertThat(Instant.now()).isAfterOrEqualTo(due);
        assertThat(message.getEnvelope().getExchange())
            .startsWith(text(message).equals("by a service") ? "PikaBusDirect" : "PikaBusDelay");
      }
      assertThat(consumed())
          .containsExactly("PikaBusDelayLong", "PikaBusDelayShort", "PikaBusDelayUnrouted");
    }
    await().untilAsserted(() -> assertThat(consumed()).isEmpty());
  }

  @Test
  @Tag("long")
  void a_killed_broker_loses_none_and_delivers_none_early() throws Exception {
    Map<String, Long> lateness = new ConcurrentHashMap<>();
    bus.consume(
        "due",
        String.class,
        text ->
            lateness.put(text, System.currentTimeMillis() - Long.parseLong(text.split("/")[1])));
    int count = 300;
    for (int i = 0; i < count; i++) {
      long delay = 15_000 + i * 20;
      bus.defer("due", i + "/" + (System.currentTimeMillis() + delay), Duration.ofMillis(delay));
      if (i == 0) {
        node.syncDeclarations();
      }
    }

    node.kill();
    node.start();

    await().atMost(Duration.ofSeconds(300)).until(() -> lateness.size() == count);
    System.out.printf(
        "%d delays by a broker that was killed: at most %d ms late%n",
        count, lateness.values().stream().mapToLong(Long::longValue).max().orElseThrow());
    assertThat(lateness.values()).allMatch(late -> late >= 0);
  }
}
