package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.GetResponse;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever may publish to the delay exchange can write there whatever AMQP can carry. */
@Tag("slow")
class HostileDelaysTest {

  OtherService hostile;
  PikaBusClient bus;
  String errors;
  String queue;

  @BeforeEach
  void connect() throws Exception {
    hostile = new OtherService(Broker.shared().uri());
    errors = OtherService.unique("error");
    Map<String, String> settings = OtherService.sharedBroker();
    settings.put("error-queue", errors);
    bus = PikaBus.connect(settings);
    queue = hostile.queue("good");
    bus.defer(queue, "warm", Duration.ofMillis(200));
    hostile.take(queue);
  }

  @AfterEach
  void disconnect() throws Exception {
    bus.close();
    hostile.close();
  }

  private Map<String, @Nullable Object> note() {
    Map<String, @Nullable Object> note = new HashMap<>();
    note.put("x-pikabus-delay-due", System.currentTimeMillis());
    note.put("x-pikabus-delay-queue", queue);
    note.put("x-pikabus-delay-exchange", "PikaBusDirect");
    note.put("x-pikabus-delay-error-queue", errors);
    note.put("x-pikabus-delay-header-prefix", "PikaBus");
    return note;
  }

  private void delay(Map<String, @Nullable Object> headers, byte[] body) throws Exception {
    AMQP.BasicProperties properties =
        new AMQP.BasicProperties.Builder().headers(headers).deliveryMode(2).build();
    hostile.channel().basicPublish("PikaBusDelay", "short.hostile", properties, body);
  }

  static Stream<Arguments> unreadable() {
    List<Arguments> cases = new ArrayList<>();
    for (Object due :
        values(
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            Long.MIN_VALUE / 1000,
            -1L,
            253_402_300_800_000L,
            // NaN and infinities end the sender's connection: the broker itself reads none.
            Double.MAX_VALUE,
            -1.5e300,
            1.5f,
            true,
            new Date(),
            "",
            "soon",
            "9".repeat(70_000),
            new byte[70_000],
            List.of(1L),
            Map.of("a", 1L),
            null)) {
      cases.add(Arguments.of("x-pikabus-delay-due", due));
    }
    for (String name : List.of("queue", "exchange", "error-queue", "header-prefix")) {
      for (Object value :
          values(
              "",
              "q".repeat(256),
              "q".repeat(70_000),
              new byte[] {1, 2},
              List.of("a"),
              Map.of("a", "b"),
              null)) {
        boolean isDefault = name.equals("exchange") && "".equals(value);
        if (!isDefault) {
          cases.add(Arguments.of("x-pikabus-delay-" + name, value));
        }
      }
    }
    cases.add(Arguments.of("x-pikabus-delay-header-prefix", "p".repeat(250)));
    cases.add(Arguments.of("x-pikabus-delay-header-prefix", "é".repeat(125)));
    return cases.stream();
  }

  private static List<@Nullable Object> values(@Nullable Object... values) {
    return Collections.unmodifiableList(Arrays.asList(values));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void a_note_that_cannot_be_read_lies_in_the_own_error_queue_and_stops_nobody(
      String header, @Nullable Object value) throws Exception {
    Map<String, @Nullable Object> note = note();
    note.put(header, value);

    delay(note, new byte[] {1});
    bus.defer(queue, "good", Duration.ofMillis(50));

    assertThat(text(hostile.take(queue))).isEqualTo("good");
    await().ignoreExceptions().until(() -> bus.messageCount(errors) == 1);
    assertThat(hostile.take(errors).getProps().getHeaders()).containsKey("PikaBus.ErrorDetails");
  }

  @Test
  void a_note_makes_us_declare_nothing() throws Exception {
    String exchange = OtherService.unique("foreign-exchange");
    String foreignErrors = OtherService.unique("foreign-errors");
    Map<String, @Nullable Object> elsewhere = note();
    elsewhere.put("x-pikabus-delay-exchange", exchange);
    elsewhere.put("x-pikabus-delay-error-queue", foreignErrors);
    elsewhere.put("x-pikabus-delay-queue", "no-such-queue");
    Map<String, @Nullable Object> nowhere = note();
    nowhere.put("x-pikabus-delay-error-queue", foreignErrors);
    nowhere.put("x-pikabus-delay-queue", "no-such-queue-either");

    delay(elsewhere, new byte[] {1});
    delay(nowhere, new byte[] {2});

    await().ignoreExceptions().until(() -> bus.messageCount(errors) == 2);
    assertThat(exists(channel -> channel.exchangeDeclarePassive(exchange))).isFalse();
    assertThat(exists(channel -> channel.queueDeclarePassive(foreignErrors))).isFalse();
  }

  @ParameterizedTest
  @MethodSource("refused")
  void a_note_for_a_queue_or_exchange_of_the_bus_s_own_ends_in_the_error_queue(
      String header, String value) throws Exception {
    Map<String, @Nullable Object> note = note();
    note.put(header, value);

    delay(note, new byte[] {1});

    await().ignoreExceptions().until(() -> bus.messageCount(errors) == 1);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("x-pikabus-delay-queue", "PikaBusDelay05"),
        Arguments.of("x-pikabus-delay-queue", "PikaBusDelayShort"),
        Arguments.of("x-pikabus-delay-queue", "PikaBusDelayUnrouted"));
  }

  /** A prefetch bounds their number only; the broker has what the heap has no room for. */
  @Test
  void bodies_of_delayed_messages_do_not_fill_the_heap_and_all_arrive_when_they_are_due()
      throws Exception {
    int size = 8 << 20;
    long budget = Runtime.getRuntime().maxMemory() / 8;
    int count = (int) Math.min(2 * budget / size, 64);
    long sent = System.currentTimeMillis();
    Duration delay = Duration.ofSeconds(20);
    for (int i = 0; i < count; i++) {
      bus.defer(queue, new byte[size], delay);
    }
    System.gc();
    long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    System.out.printf(
        "%d messages of %d MiB deferred: %d MiB of heap used, %d MiB allowed%n",
        count, size >> 20, used >> 20, budget >> 20);

    for (int i = 0; i < count; i++) {
      GetResponse message = hostile.take(queue);
      assertThat(message.getBody()).hasSize(size);
      assertThat(System.currentTimeMillis() - sent).isGreaterThanOrEqualTo(delay.toMillis());
    }
    assertThat(used).isLessThan(budget + (96L << 20));
    assertThat(hostile.ready(queue)).isZero();
  }

  /** A message with hardly room for a header more must not be refused for the reason we add. */
  @Test
  void an_undeliverable_message_whose_headers_fill_a_frame_lies_in_the_error_queue()
      throws Exception {
    Map<String, @Nullable Object> note = note();
    note.put("x-pikabus-delay-queue", "no-such-queue");
    note.put("padding", "p".repeat(130_500));

    delay(note, new byte[] {1});

    await().ignoreExceptions().until(() -> bus.messageCount(errors) == 1);
  }

  /** Another bus of the virtual host has exchanges of its own, and its services may all be away. */
  @Test
  void a_message_of_another_bus_arrives_by_way_of_the_broker() throws Exception {
    String foreign = OtherService.unique("direct");
    String foreignErrors = OtherService.unique("foreign-errors");
    Map<String, String> settings = OtherService.sharedBroker();
    settings.put("direct-exchange", foreign);
    settings.put("topic-exchange", foreign + "-topic");
    settings.put("error-queue", foreignErrors);
    PikaBusClient other = PikaBus.connect(settings);
    String there = hostile.queue("there");
    for (int i = 0; i < 20; i++) {
      other.defer(there, "foreign", Duration.ofSeconds(2));
    }

    for (int i = 0; i < 20; i++) {
      assertThat(text(hostile.take(there))).isEqualTo("foreign");
    }
    other.close();
  }

  private interface Look {
    Object at(com.rabbitmq.client.Channel channel) throws Exception;
  }

  private boolean exists(Look look) throws Exception {
    try (com.rabbitmq.client.Channel channel = hostile.channel().getConnection().createChannel()) {
      return look.at(channel) != null;
    } catch (java.io.IOException | com.rabbitmq.client.AlreadyClosedException missing) {
      return false;
    } catch (java.util.concurrent.TimeoutException broken) {
      throw new AssertionError(broken);
    }
  }

  private static String text(GetResponse message) {
    return new String(message.getBody(), StandardCharsets.UTF_8);
  }
}
