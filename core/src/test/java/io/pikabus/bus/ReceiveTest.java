package io.pikabus.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.GetResponse;
import io.pikabus.BrokerException;
import io.pikabus.PayloadException;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.ReceivedMessage;
import io.pikabus.SendOptions;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Single messages, taken out of a queue when somebody asks for them. */
@Tag("broker")
@Tag("slow")
@Timeout(120)
class ReceiveTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  public record Order(String id) {}

  private OtherService other;
  private PikaBusClient bus;
  private String queue;
  private final String errors = OtherService.unique("error");

  @BeforeEach
  void connect() throws Exception {
    other = new OtherService(Broker.shared().uri());
    bus = bus();
    queue = quorumQueue("received");
  }

  private PikaBusClient bus(String... more) {
    Map<String, String> settings = OtherService.sharedBroker(more);
    settings.put("error-queue", errors);
    return PikaBus.connect(settings);
  }

  private String quorumQueue(String name) throws Exception {
    return other.queue(name, Map.of("x-queue-type", "quorum"));
  }

  @AfterEach
  void disconnect() throws Exception {
    bus.close();
    other.close();
  }

  private void put(String text) throws Exception {
    other.put(queue, null, text.getBytes(UTF_8));
  }

  private void awaitReady(long count) {
    await(count + " messages").until(() -> other.ready(queue) == count);
  }

  private Optional<String> receive() {
    return bus.receive(queue, String.class).map(ReceivedMessage::payload);
  }

  /** What is left is left for good: nothing comes back when the connection ends. */
  private void assertLeft(long count) {
    bus.close();
    await().during(Duration.ofMillis(300)).until(() -> other.ready(queue) == count);
  }

  @Test
  void a_message_is_received_with_what_came_along_and_is_gone() throws Exception {
    bus.send(queue, new Order("7"), SendOptions.none().withMessageType("shop.Order"));

    ReceivedMessage<Order> received = bus.receive(queue, Order.class).orElseThrow();

    assertThat(received.payload()).isEqualTo(new Order("7"));
    assertThat(received.metadata().queue()).isEqualTo(queue);
    assertThat(received.metadata().messageType()).isEqualTo("shop.Order");
    assertThat(received.metadata().messageId()).isNotNull();
    assertThat(bus.receive(queue, Order.class)).isEmpty();
    assertLeft(0);
  }

  @Test
  void messages_come_in_their_order_one_for_each_call() throws Exception {
    for (int i = 0; i < 50; i++) {
      put("m" + i);
    }
    awaitReady(50);

    for (int i = 0; i < 49; i++) {
      assertThat(receive()).contains("m" + i);
    }

    assertLeft(1);
  }

  @Test
  void a_body_can_be_received_as_it_is() throws Exception {
    other.put(queue, null, new byte[] {(byte) 0xff, 0, 1});
    awaitReady(1);

    assertThat(bus.receive(queue, byte[].class).orElseThrow().payload())
        .containsExactly(0xff, 0, 1);
  }

  @Test
  void whoever_waits_gets_the_next_message_when_it_comes() throws Exception {
    CompletableFuture<Optional<ReceivedMessage<String>>> waiting =
        CompletableFuture.supplyAsync(() -> bus.receive(queue, String.class, LONG));
    await().until(() -> other.channel().consumerCount(queue) == 1);

    put("now");
    put("later");

    assertThat(waiting.get(30, TimeUnit.SECONDS).orElseThrow().payload()).isEqualTo("now");
    await().until(() -> other.channel().consumerCount(queue) == 0);
    assertThat(receive()).contains("later");
  }

  @Test
  void whoever_waits_in_vain_gets_nothing_and_leaves_no_consumer() throws Exception {
    long begun = System.nanoTime();

    assertThat(bus.receive(queue, String.class, Duration.ofMillis(300))).isEmpty();

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(299));
    await().until(() -> other.channel().consumerCount(queue) == 0);
  }

  @Test
  void a_wait_that_is_interrupted_ends_and_loses_nothing() throws Exception {
    BlockingQueue<Throwable> ends = new LinkedBlockingQueue<>();
    BlockingQueue<Boolean> flags = new LinkedBlockingQueue<>();
    Thread thread =
        new Thread(
            () -> {
              ends.add(catchThrowable(() -> bus.receive(queue, String.class, LONG)));
              flags.add(Thread.currentThread().isInterrupted());
            });
    thread.start();
    await().until(() -> other.channel().consumerCount(queue) == 1);

    thread.interrupt();

    assertThat(ends.poll(30, TimeUnit.SECONDS))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining(queue)
        .hasMessageContaining("was interrupted");
    assertThat(flags.poll(30, TimeUnit.SECONDS)).isTrue();
    put("next");
    awaitReady(1);
    assertThat(receive()).contains("next");
  }

  @Test
  void a_queue_that_does_not_exist_is_named() {
    String missing = OtherService.unique("missing");

    for (Duration wait : List.of(Duration.ZERO, LONG)) {
      assertThatThrownBy(() -> bus.receive(missing, String.class, wait))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("Receiving from queue '" + missing + "' failed")
          .hasMessageContaining("no queue '" + missing + "'");
    }
  }

  @Test
  void a_queue_that_is_deleted_meanwhile_ends_the_wait() throws Exception {
    CompletableFuture<Throwable> waiting =
        CompletableFuture.supplyAsync(
            () -> catchThrowable(() -> bus.receive(queue, String.class, LONG)));
    await().until(() -> other.channel().consumerCount(queue) == 1);

    other.channel().queueDelete(queue);

    assertThat(waiting.get(30, TimeUnit.SECONDS))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("no queue '" + queue + "'");
  }

  @Test
  void one_cannot_wait_for_less_than_nothing() {
    assertThatThrownBy(() -> bus.receive(queue, String.class, Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-0.001S");
  }

  @Test
  void closing_the_bus_ends_a_wait() throws Exception {
    CompletableFuture<Throwable> waiting =
        CompletableFuture.supplyAsync(
            () -> catchThrowable(() -> bus.receive(queue, String.class, LONG)));
    await().until(() -> other.channel().consumerCount(queue) == 1);

    bus.close();

    assertThat(waiting.get(30, TimeUnit.SECONDS)).isInstanceOf(BrokerException.class);
  }

  @Test
  void a_body_of_another_type_goes_to_the_error_queue_and_the_caller_is_told() throws Exception {
    put("no order");
    put("{\"id\":\"8\"}");
    awaitReady(2);

    assertThatThrownBy(() -> bus.receive(queue, Order.class))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining(queue)
        .hasMessageContaining("went to queue '" + errors + "'")
        .hasMessageContaining("cannot be decoded as");

    GetResponse failed = other.take(errors);
    assertThat(failed.getBody()).asString().isEqualTo("no order");
    assertThat(failed.getProps().getHeaders())
        .containsKeys("PikaBus.ErrorDetails", "PikaBus.SourceQueue");
    assertThat(bus.receive(queue, Order.class).orElseThrow().payload()).isEqualTo(new Order("8"));
    assertLeft(0);
  }

  @Test
  void what_cannot_be_decoded_stays_in_the_error_queue_when_it_is_received_from_there()
      throws Exception {
    other.channel().queueDeclare(errors, true, false, false, Map.of());
    other.put(errors, null, "no order".getBytes(UTF_8));
    await().until(() -> other.ready(errors) == 1);

    assertThatThrownBy(() -> bus.receive(errors, Order.class))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("stays there");

    await().until(() -> other.ready(errors) == 1);
    assertThat(bus.receive(errors, byte[].class).orElseThrow().payload())
        .asString()
        .isEqualTo("no order");
    bus.close();
    await().until(() -> other.ready(errors) == 0);
  }

  @Test
  void a_message_that_is_too_large_stays_in_its_queue_and_others_are_received() throws Exception {
    try (PikaBusClient small = bus("max-message-size", "1000")) {
      other.put(queue, null, new byte[1001]);
      put("small");
      awaitReady(2);

      assertThatThrownBy(() -> small.receive(queue, String.class, LONG))
          .isInstanceOf(PayloadException.class)
          .hasMessageContaining("max-message-size")
          .hasMessageContaining("1001");
      assertThat(small.receive(queue, String.class).orElseThrow().payload()).isEqualTo("small");
    }
    awaitReady(1);
  }

  @Test
  void a_message_that_is_not_due_yet_waits_in_the_broker_and_is_received_then() throws Exception {
    Instant due = Instant.now().plusSeconds(5);
    AMQP.BasicProperties early =
        new AMQP.BasicProperties.Builder()
            .headers(Map.of("PikaBus.DeferredTime", due.toString()))
            .build();
    other.put(queue, early, "early".getBytes(UTF_8));
    put("due");
    awaitReady(2);

    assertThat(bus.receive(queue, String.class, LONG).orElseThrow().payload()).isEqualTo("due");
    assertThat(bus.receive(queue, String.class, LONG).orElseThrow().payload()).isEqualTo("early");
    assertThat(Instant.now()).isAfterOrEqualTo(due.truncatedTo(ChronoUnit.MILLIS));
  }

  @Test
  void each_message_is_received_once_by_many_threads() throws Exception {
    int count = 200;
    for (int i = 0; i < count; i++) {
      put("m" + i);
    }
    awaitReady(count);
    Set<String> received = ConcurrentHashMap.newKeySet();
    List<String> all = Collections.synchronizedList(new ArrayList<>());

    CompletableFuture<?>[] threads =
        IntStream.range(0, 12)
            .mapToObj(
                i ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (Optional<String> each = receive();
                              each.isPresent();
                              each = receive()) {
                            received.add(each.get());
                            all.add(each.get());
                          }
                        },
                        command -> new Thread(command).start()))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(threads).get(60, TimeUnit.SECONDS);

    assertThat(all).hasSize(count);
    assertThat(received).hasSize(count);
    assertLeft(0);
  }

  @Test
  void inside_a_handler_it_is_acknowledged_when_that_returns_and_goes_back_when_it_throws()
      throws Exception {
    put("one");
    awaitReady(1);
    String commands = quorumQueue("commands");
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    bus.close();
    bus = bus("max-retries", "1", "retry-delay", "PT0S");
    bus.consume(
        commands,
        String.class,
        command -> {
          String got = bus.receive(queue, String.class).orElseThrow().payload();
          seen.add(got);
          if (seen.size() == 1) {
            throw new IllegalStateException("not yet");
          }
        });

    bus.send(commands, "go");

    await().untilAsserted(() -> assertThat(seen).containsExactly("one", "one"));
    await().until(() -> bus.messageCount(commands) == 0);
    assertLeft(0);
  }

  @Test
  void what_is_sent_afterwards_has_a_correlation_of_its_own() throws Exception {
    bus.send(queue, "request");
    String next = quorumQueue("next");

    bus.inTransaction(
        () -> {
          ReceivedMessage<String> request = bus.receive(queue, String.class).orElseThrow();
          bus.send(next, "own");
          bus.send(
              next,
              "carried",
              SendOptions.none()
                  .withHeader("PikaBus.CorrelationId", request.metadata().correlationId()));
          assertThat(request.metadata().correlationId()).isNotNull();
        });

    Map<String, Object> ids = new HashMap<>();
    for (int i = 0; i < 2; i++) {
      GetResponse sent = other.take(next);
      ids.put(new String(sent.getBody(), UTF_8), sent.getProps().getCorrelationId());
    }
    assertThat(ids.get("own")).isNotEqualTo(ids.get("carried"));
  }
}
