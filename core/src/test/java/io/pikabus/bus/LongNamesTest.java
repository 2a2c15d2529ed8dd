package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import io.pikabus.OutgoingMetadata;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendException;
import io.pikabus.SendOptions;
import io.pikabus.SendOutcome;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names that AMQP cannot carry: 1 to 255 octets of UTF-8 it can. */
@Timeout(90)
class LongNamesTest {

  static final String LONGEST = "x".repeat(255);

  OtherService other;
  PikaBusClient bus;

  final String queue = OtherService.unique("named");
  final String errors = OtherService.unique("error");

  @BeforeEach
  void meet() throws Exception {
    other = new OtherService(Broker.shared().uri());
    Map<String, String> settings = OtherService.sharedBroker();
    settings.put("error-queue", errors);
    settings.put("queue-type", "classic");
    settings.put("max-retries", "1");
    settings.put("retry-delay", "PT0.05S");
    settings.put("connection-timeout", "PT20S");
    bus = PikaBus.connect(settings);
  }

  @AfterEach
  void disconnect() throws Exception {
    bus.close();
    other.close();
  }

  static Stream<String> impossible() {
    return Stream.of("", "x".repeat(256), "é".repeat(128), "€".repeat(86), "x".repeat(70_000));
  }

  @ParameterizedTest
  @MethodSource("impossible")
  void a_name_that_cannot_travel_is_refused_at_once_on_every_road(String name) {
    Stream.<Runnable>of(
            () -> bus.send(name, "x"),
            () -> bus.publish(name, "x"),
            () -> bus.defer(name, "x", Duration.ofSeconds(1)),
            () -> bus.subscribe(name, "topic"),
            () -> bus.subscribe(queue, name),
            () -> bus.unsubscribe(queue, name),
            () -> bus.messageCount(name),
            () -> bus.consume(name, String.class, body -> {}).close(),
            () -> OutgoingMetadata.toQueue(name),
            () -> OutgoingMetadata.toTopic(name))
        .forEach(
            road ->
                assertThatIllegalArgumentException()
                    .isThrownBy(road::run)
                    .withMessageContaining("1 to 255")
                    .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(300)));
  }

  @Test
  void an_exchange_whose_name_cannot_travel_is_refused_at_once() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bus.send(queue, "x", SendOptions.none().withExchange("e".repeat(256))))
        .withMessageContaining("255 octets");
  }

  @Test
  void a_name_that_is_too_long_for_the_delay_queues_is_refused_at_once() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bus.defer(LONGEST, "x", Duration.ofMinutes(1)))
        .withMessageContaining("too long for a delayed message");
  }

  @Test
  void the_longest_name_is_carried() throws Exception {
    String longest = OtherService.unique("q") + "x".repeat(300);
    String name = longest.substring(0, 255);
    other.channel().queueDeclare(name, true, false, false, Map.of());

    bus.send(name, "hello");

    assertThat(other.take(name).getBody()).asString(StandardCharsets.UTF_8).isEqualTo("hello");
    other.channel().queueDelete(name);
  }

  @ParameterizedTest
  @MethodSource("impossible")
  void a_request_with_such_an_address_for_its_reply_ends_in_the_error_queue_and_stops_nobody(
      String address) throws Exception {
    List<String> handled = new CopyOnWriteArrayList<>();
    other.channel().queueDeclare(errors, true, false, false, Map.of());
    bus.consume(
        queue,
        String.class,
        body -> {
          handled.add(body);
          if (body.equals("hostile")) {
            bus.reply("answer");
          }
        });
    other.put(
        queue,
        new AMQP.BasicProperties.Builder()
            .headers(Map.of("PikaBus.ReplyToAddress", address))
            .build(),
        "hostile".getBytes(StandardCharsets.UTF_8));
    bus.send(queue, "good");

    await().until(() -> handled.contains("good"));
    Map<String, Object> headers = other.take(errors).getProps().getHeaders();
    assertThat(headers.get("PikaBus.ErrorDetails").toString())
        .contains(address.isEmpty() ? "nobody to reply to" : "1 to 255");
    bus.send(queue, "after");
    await().until(() -> handled.contains("after"));
    assertThat(handled).filteredOn("hostile"::equals).hasSize(2);
  }

  @Test
  void a_message_that_no_frame_can_carry_is_refused_and_keeps_no_place() throws Exception {
    other.channel().queueDeclare(queue, true, false, false, Map.of());
    SendOptions huge = SendOptions.none().withHeader("huge", "y".repeat(200_000));
    for (int i = 0; i < 20; i++) {
      SendException refused =
          catchThrowableOfType(SendException.class, () -> bus.send(queue, "x", huge));
      assertThat(refused.outcome()).isInstanceOf(SendOutcome.Refused.class);
      assertThat(refused).hasMessageContaining("frame");
    }
    bus.send(queue, "after");
    long closing = System.nanoTime();
    bus.close();
    assertThat(Duration.ofNanos(System.nanoTime() - closing)).isLessThan(Duration.ofSeconds(15));
  }
}
