package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.GetResponse;
import io.pikabus.Consumption;
import io.pikabus.IncomingMetadata;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendOptions;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@SuppressWarnings("JavaUtilDate") // A header's date arrives as one.
@Tag("broker")
@Tag("slow")
public class PikaBusConsumeTest {

  public record Order(String id) {}

  OtherService other;

  PikaBusClient bus;

  final String queue = OtherService.unique("consumed");
  final String errors = OtherService.unique("error");

  @BeforeEach
  void connect() throws Exception {
    other = new OtherService(Broker.shared().uri());
    Map<String, String> settings = OtherService.sharedBroker();
    settings.put("error-queue", errors);
    settings.put("max-retries", "0");
    bus = PikaBus.connect(settings);
  }

  @AfterEach
  void disconnect() throws Exception {
    bus.close();
    other.close();
  }

  private void awaitQueue(String name) {
    await()
        .ignoreExceptions()
        .until(
            () -> {
              bus.messageCount(name);
              return true;
            });
  }

  @Test
  void a_thread_that_is_interrupted_while_it_waits_gets_the_next_message() throws Exception {
    BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    bus.consume(queue, String.class, text -> threads.add(Thread.currentThread()));
    bus.send(queue, "first");
    Thread lane = threads.take();
    for (int i = 0; i < 3; i++) {
      await().until(() -> lane.getState() == Thread.State.TIMED_WAITING);
      lane.interrupt();
    }

    bus.send(queue, "second");

    assertThat(threads.poll(10, TimeUnit.SECONDS)).isSameAs(lane);
    assertThat(bus.status().isWorking()).isTrue();
  }

  /** The confirm of what it sent comes after the handler. */
  @Test
  void what_a_handler_sends_before_it_interrupts_its_thread_leaves_once() throws Exception {
    other.channel().queueDeclare(queue + "-out", true, false, false, Map.of());
    BlockingQueue<String> handled = new LinkedBlockingQueue<>();
    bus.consume(
        queue,
        String.class,
        text -> {
          handled.add(text);
          bus.send(queue + "-out", text);
          Thread.currentThread().interrupt();
        });
    bus.send(queue, "first");
    bus.send(queue, "second");

    await().untilAsserted(() -> assertThat(handled).containsExactly("first", "second"));
    await().until(() -> bus.messageCount(queue + "-out") == 2);
    assertThat(bus.messageCount(queue)).isZero();
    assertThat(other.channel().basicGet(queue + "-out", true).getProps().getHeaders())
        .doesNotContainKey("PikaBus.PossibleDuplicate");
  }

  @Test
  void a_handler_that_leaves_its_thread_interrupted_gets_the_next_message() throws Exception {
    BlockingQueue<String> handled = new LinkedBlockingQueue<>();
    bus.consume(
        queue,
        String.class,
        text -> {
          handled.add(text);
          Thread.currentThread().interrupt();
          if (text.equals("fails")) {
            throw new IllegalStateException(text);
          }
        });
    for (String text : List.of("returns", "fails", "last")) {
      bus.send(queue, text);
    }

    await().untilAsserted(() -> assertThat(handled).containsExactly("returns", "fails", "last"));
    await().ignoreExceptions().until(() -> bus.messageCount(errors) == 1);
    assertThat(bus.messageCount(queue)).isZero();
  }

  @Test
  void messages_are_handled_in_order_with_what_came_along() throws Exception {
    BlockingQueue<Order> handled = new LinkedBlockingQueue<>();
    BlockingQueue<IncomingMetadata> metadata = new LinkedBlockingQueue<>();
    bus.consume(
        queue,
        Order.class,
        order -> {
          metadata.add(bus.incoming().orElseThrow());
          handled.add(order);
        });
    awaitQueue(queue);

    IntStream.range(0, 200)
        .forEach(
            i -> bus.send(queue, new Order("" + i), SendOptions.none().withMessageType("x.Order")));

    await().until(() -> handled.size() == 200);
    assertThat(handled)
        .extracting(Order::id)
        .isEqualTo(IntStream.range(0, 200).mapToObj(String::valueOf).toList());
    assertThat(metadata.element().messageType()).isEqualTo("x.Order");
    assertThat(metadata.element().queue()).isEqualTo(queue);
    await().untilAsserted(() -> assertThat(bus.messageCount(queue)).isZero());
  }

  @Test
  void an_existing_queue_of_any_type_is_consumed() throws Exception {
    String classic = other.queue("classic");
    BlockingQueue<String> handled = new LinkedBlockingQueue<>();
    bus.consume(classic, String.class, handled::add);

    bus.send(classic, "taken");

    assertThat(handled.poll(10, TimeUnit.SECONDS)).isEqualTo("taken");
  }

  @Test
  void a_handler_replies_and_carries_the_correlation_on() throws Exception {
    String replies = other.queue("replies");
    bus.consume(queue, Order.class, order -> bus.reply(Map.of("answer", order.id())));
    awaitQueue(queue);

    bus.send(
        queue,
        new Order("42"),
        SendOptions.none()
            .withHeader("PikaBus.ReplyToAddress", replies)
            .withHeader("PikaBus.CorrelationId", "corr-1"));

    GetResponse reply = other.take(replies);
    assertThat(new String(reply.getBody(), StandardCharsets.UTF_8))
        .isEqualTo("{\"answer\":\"42\"}");
    assertThat(text(reply, "PikaBus.CorrelationId")).isEqualTo("corr-1");
    assertThat(text(reply, "PikaBus.ReplyToAddress")).isEqualTo(queue);
    assertThat(text(reply, "PikaBus.Intent")).isEqualTo("command");
  }

  @Test
  void a_handler_that_throws_sends_nothing_and_its_message_goes_to_the_error_queue()
      throws Exception {
    String sideEffect = other.queue("side-effect");
    bus.consume(
        queue,
        Order.class,
        order -> {
          bus.send(sideEffect, "must not leave");
          throw new IllegalStateException("on purpose");
        });
    awaitQueue(queue);

    bus.send(queue, new Order("1"));

    awaitQueue(errors);
    GetResponse failed = other.take(errors);
    assertThat(new String(failed.getBody(), StandardCharsets.UTF_8)).isEqualTo("{\"id\":\"1\"}");
    assertThat(failed.getProps().getHeaders()).containsEntry("PikaBus.ErrorRetries", 1);
    assertThat(text(failed, "PikaBus.ErrorDetails"))
        .startsWith("java.lang.IllegalStateException: on purpose");
    assertThat(text(failed, "PikaBus.SourceQueue")).isEqualTo(queue);
    assertThat(bus.messageCount(sideEffect)).isZero();
    await().untilAsserted(() -> assertThat(bus.messageCount(queue)).isZero());
  }

  @Test
  void a_body_that_cannot_be_decoded_goes_to_the_error_queue_and_the_next_is_handled()
      throws Exception {
    BlockingQueue<Order> handled = new LinkedBlockingQueue<>();
    bus.consume(queue, Order.class, handled::add);
    awaitQueue(queue);

    bus.send(queue, "{ not json");
    bus.send(queue, new Order("2"));

    assertThat(handled.poll(10, TimeUnit.SECONDS)).isEqualTo(new Order("2"));
    awaitQueue(errors);
    GetResponse poison = other.take(errors);
    assertThat(new String(poison.getBody(), StandardCharsets.UTF_8)).isEqualTo("{ not json");
    assertThat(text(poison, "PikaBus.ErrorDetails")).contains("PayloadException");
  }

  @Test
  void what_a_stranger_sends_keeps_its_headers_on_the_way_to_the_error_queue() throws Exception {
    Map<String, Object> headers = new HashMap<>();
    headers.put("text", "sm\u00f8r");
    headers.put("int", 1);
    headers.put("long", 2L);
    headers.put("short", (short) 3);
    headers.put("byte", (byte) 4);
    headers.put("boolean", true);
    headers.put("double", 1.5d);
    headers.put("float", 2.5f);
    headers.put("decimal", new BigDecimal("12.34"));
    headers.put("date", new Date(1_795_501_954_000L));
    headers.put("bytes", new byte[] {1, 2});
    headers.put("list", List.of(1, "two"));
    headers.put("map", Map.of("a", 1));
    headers.put("void", null);
    bus.consume(
        queue,
        Order.class,
        order -> {
          throw new IllegalStateException("on purpose");
        });
    awaitQueue(queue);
    var properties =
        new AMQP.BasicProperties.Builder()
            .headers(headers)
            .expiration("60000")
            .userId(userName())
            .priority(3)
            .build();

    other.put(queue, properties, "{}".getBytes(StandardCharsets.UTF_8));

    awaitQueue(errors);
    GetResponse failed = other.take(errors);
    Map<String, Object> came = new HashMap<>(failed.getProps().getHeaders());
    assertThat((byte[]) came.remove("bytes")).containsExactly(1, 2);
    assertThat(came.remove("text")).hasToString("sm\u00f8r");
    assertThat(came.remove("list")).hasToString("[1, two]");
    headers.keySet().removeAll(List.of("text", "bytes", "list"));
    assertThat(came).containsAllEntriesOf(headers);
    assertThat(failed.getProps().getPriority()).isEqualTo(3);
    assertThat(failed.getProps().getExpiration()).isNull();
  }

  @Test
  void closing_a_consumption_leaves_the_rest_in_the_queue() throws Exception {
    BlockingQueue<String> handled = new LinkedBlockingQueue<>();
    Consumption consumption = bus.consume(queue, String.class, handled::add);
    awaitQueue(queue);
    bus.send(queue, "one");
    await().until(() -> handled.size() == 1);

    consumption.close();
    bus.send(queue, "two");

    assertThat(bus.messageCount(queue)).isEqualTo(1);
    assertThat(handled).containsExactly("one");
  }

  @Test
  void nothing_is_acknowledged_before_it_is_handled() throws Exception {
    BlockingQueue<String> gate = new LinkedBlockingQueue<>();
    BlockingQueue<String> started = new LinkedBlockingQueue<>();
    PikaBusClient dying = PikaBus.connect(OtherService.sharedBroker());
    dying.consume(
        queue,
        String.class,
        text -> {
          started.add(text);
          gate.take();
        });
    awaitQueue(queue);
    bus.send(queue, "held");
    assertThat(started.poll(10, TimeUnit.SECONDS)).isEqualTo("held");

    other.channel().getConnection();
    assertThat(bus.messageCount(queue)).isZero();
    gate.add("go");
    dying.close();

    assertThat(bus.messageCount(queue)).isZero();
  }

  private static String userName() {
    return OtherService.sharedBroker().get("username");
  }

  private static String text(GetResponse message, String header) {
    return message.getProps().getHeaders().get(header).toString();
  }

  @Test
  void the_own_error_queue_is_not_consumed() throws Exception {
    other.channel().queueDeclare(errors, true, false, false, Map.of());
    other.put(errors, null, "failed before".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(
            () ->
                bus.consume(
                    errors,
                    String.class,
                    text -> {
                      throw new IllegalStateException("fails again");
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Queue '%s' is the bus's own error queue (error-queue)", errors);

    assertThat(other.take(errors).getProps().getHeaders()).isNull();
  }
}
