package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.GetResponse;
import io.pikabus.BusStatus;
import io.pikabus.ConsumerBuilder;
import io.pikabus.Consumption;
import io.pikabus.IncomingMetadata;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendOptions;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A queue with several handlers, on several threads, that is stopped and started again. */
@Tag("slow")
class SeveralHandlersTest {

  /** An order. */
  public record Order(String id) {}

  /** Its end. */
  public record Cancelled(String id, String reason) {}

  final String queue = OtherService.unique("several");
  final String errors = OtherService.unique("error");
  final List<Object> handled = new CopyOnWriteArrayList<>();
  OtherService other;
  PikaBusClient bus;

  @BeforeEach
  void meet() throws Exception {
    other = new OtherService(Broker.shared().uri());
    Map<String, String> settings = OtherService.sharedBroker();
    settings.put("queue-type", "classic");
    settings.put("error-queue", errors);
    settings.put("time-format", "%d.%m.%Y %H:%M:%S");
    bus = PikaBus.connect(settings);
  }

  @AfterEach
  void part() throws Exception {
    bus.close();
    other.close();
  }

  private ConsumerBuilder orders() {
    return bus.consumer(queue)
        .on("shop.Order", Order.class, handled::add)
        .on("shop.Cancelled", Cancelled.class, handled::add);
  }

  private void send(String type, Object payload) {
    bus.send(queue, payload, SendOptions.none().withMessageType(type));
  }

  @Test
  void the_type_of_a_message_chooses_its_handler_and_what_it_is_decoded_to() {
    orders().otherwise(byte[].class, body -> handled.add(body.length)).start();
    send("shop.Order", new Order("1"));
    send("shop.Cancelled", new Cancelled("1", "sold out"));
    send("shop.order", "other");
    bus.send(queue, "untyped");
    await()
        .untilAsserted(
            () ->
                assertThat(handled)
                    .containsExactly(new Order("1"), new Cancelled("1", "sold out"), 5, 7));
  }

  @Test
  void a_message_that_nobody_takes_goes_to_the_error_queue_at_once_and_says_so() {
    orders().start();
    send("shop.Parcel", "{}");
    bus.send(queue, "{}");
    send("shop.Order", new Order("2"));
    assertThat(details(other.take(errors)))
        .contains("No handler of queue '" + queue + "'", "'shop.Parcel'", "shop.Cancelled");
    assertThat(details(other.take(errors))).contains("its MessageType is missing");
    await().untilAsserted(() -> assertThat(handled).containsExactly(new Order("2")));
  }

  @Test
  void a_beginning_takes_what_no_other_handler_takes_more_exactly() {
    bus.consumer(queue)
        .on("shop.*", String.class, body -> handled.add("shop " + body))
        .on("shop.eu.*", String.class, body -> handled.add("eu " + body))
        .on("shop.eu.Order", Order.class, handled::add)
        .start();
    send("shopping.Cart", "0");
    send("shop.eu.Order", new Order("1"));
    send("shop.eu.Parcel", "2");
    send("shop.Parcel", "3");
    await()
        .untilAsserted(() -> assertThat(handled).containsExactly(new Order("1"), "eu 2", "shop 3"));
    assertThat(details(other.take(errors)))
        .contains("'shopping.Cart'", "[shop.eu.Order, shop.eu.*, shop.*]");
  }

  private static String details(GetResponse message) {
    assertThat(message.getProps().getHeaders()).containsEntry("PikaBus.ErrorRetries", 1);
    return String.valueOf(message.getProps().getHeaders().get("PikaBus.ErrorDetails"));
  }

  @Test
  void as_many_messages_are_handled_at_a_time_as_were_asked_for() throws Exception {
    CyclicBarrier together = new CyclicBarrier(3);
    bus.consumer(queue)
        .otherwise(
            String.class,
            text -> {
              together.await(60, TimeUnit.SECONDS);
              handled.add(Thread.currentThread());
            })
        .concurrency(3)
        .start();
    assertThat(bus.status().consumers()).hasSize(3);
    IntStream.range(0, 9).forEach(i -> bus.send(queue, "m" + i));
    await().atMost(Duration.ofSeconds(60)).until(() -> handled.size() == 9);
    assertThat(handled.stream().distinct()).hasSize(3);
    assertThat(other.ready(queue)).isZero();
  }

  @Test
  void a_consumption_that_is_stopped_finishes_what_is_in_hand_and_can_be_started_again()
      throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Consumption consumption =
        bus.consumer(queue)
            .otherwise(
                String.class,
                text -> {
                  begun.countDown();
                  go.await();
                  handled.add(text);
                })
            .start();
    bus.send(queue, "first");
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    consumption.stop();
    consumption.stop();
    assertThat(consumption.awaitStopped(Duration.ofMillis(50))).isFalse();
    bus.send(queue, "second");
    go.countDown();
    assertThat(consumption.awaitStopped(Duration.ofSeconds(60))).isTrue();
    assertThat(handled).containsExactly("first");
    assertThat(bus.status().consumers()).isEmpty();
    await().until(() -> other.ready(queue) == 1);

    consumption.start();
    consumption.start();
    await().untilAsserted(() -> assertThat(handled).containsExactly("first", "second"));
    assertThat(bus.status().consumers()).extracting(BusStatus.Part::queue).containsExactly(queue);
    consumption.close();
    assertThat(bus.status().consumers()).isEmpty();
    assertThat(consumption.awaitStopped(Duration.ZERO)).isTrue();
  }

  @Test
  void whoever_waits_for_the_end_of_the_client_is_let_go_when_it_is_closed() throws Exception {
    Consumption consumption = orders().start();
    AtomicBoolean ended = new AtomicBoolean();
    Thread waiting =
        new Thread(
            () -> {
              try {
                bus.awaitClosed();
                ended.set(true);
              } catch (InterruptedException nobodys) {
                Thread.currentThread().interrupt();
              }
            });
    waiting.start();
    await().until(() -> waiting.getState() == Thread.State.WAITING);
    assertThat(ended).isFalse();
    bus.close();
    waiting.join(60_000);
    assertThat(ended).isTrue();
    assertThatThrownBy(consumption::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(queue)
        .hasMessageContaining("the client is closed");
  }

  @Test
  void what_cannot_be_is_refused_when_it_is_said() {
    assertThatThrownBy(() -> bus.consumer(queue).start()).hasMessageContaining("has no handler");
    assertThatThrownBy(() -> orders().on("shop.Order", String.class, text -> {}))
        .hasMessageContaining("'shop.Order' already");
    assertThatThrownBy(
            () -> orders().otherwise(String.class, text -> {}).otherwise(String.class, text -> {}))
        .hasMessageContaining("for all other messages already");
    assertThatThrownBy(() -> orders().on("shop.*.Order", String.class, text -> {}))
        .hasMessageContaining("'shop.*.Order' names no message types");
    assertThatThrownBy(
            () -> orders().on("*", String.class, text -> {}).otherwise(String.class, text -> {}))
        .hasMessageContaining("for all other messages already");
    assertThatThrownBy(() -> orders().concurrency(0)).hasMessageContaining("1 to 1000");
    assertThatThrownBy(() -> bus.consumer(errors)).hasMessageContaining("error queue");
  }

  @Test
  void a_handler_sees_the_properties_and_the_octets_as_they_came() throws Exception {
    AtomicReference<IncomingMetadata> seen = new AtomicReference<>();
    bus.consume(queue, Order.class, order -> seen.set(bus.incoming().orElseThrow()));
    byte[] body = " {\"id\": \"7\"}".getBytes(StandardCharsets.UTF_8);
    other.put(
        queue,
        new AMQP.BasicProperties.Builder()
            .appId("till-3")
            .priority(4)
            .contentType("application/vnd.shop+json")
            .expiration("90000")
            .headers(Map.of("PikaBus.TimeSent", "24.11.2026 06:31:56"))
            .build(),
        body);
    await().until(() -> seen.get() != null);
    IncomingMetadata came = seen.get();
    assertThat(came.appId()).isEqualTo("till-3");
    assertThat(came.priority()).isEqualTo(4);
    assertThat(came.contentType()).isEqualTo("application/vnd.shop+json");
    assertThat(came.expiration()).isEqualTo(Duration.ofSeconds(90));
    assertThat(came.timeSent()).isEqualTo(Instant.parse("2026-11-24T06:31:56Z"));
    assertThat(came.body()).isEqualTo(body).isNotSameAs(came.body());
  }
}
