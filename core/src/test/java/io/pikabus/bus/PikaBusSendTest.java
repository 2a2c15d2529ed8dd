package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.GetResponse;
import io.pikabus.BrokerException;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendException;
import io.pikabus.SendOptions;
import io.pikabus.SendOutcome;
import io.pikabus.Subscription;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

public class PikaBusSendTest {

  public record Greeting(String text, int number) {}

  static OtherService other;

  static PikaBusClient bus;

  @BeforeAll
  static void connect() throws Exception {
    other = new OtherService(Broker.shared().uri());
    bus = PikaBus.connect(OtherService.sharedBroker());
  }

  @AfterAll
  static void disconnect() throws Exception {
    bus.close();
    other.close();
  }

  @Test
  void a_command_reaches_its_queue_though_nobody_bound_it() throws Exception {
    String queue = other.queue("orders");

    bus.send(queue, new Greeting("smørgåsbord", 7));

    GetResponse message = other.take(queue);
    assertThat(new String(message.getBody(), StandardCharsets.UTF_8))
        .isEqualTo("{\"number\":7,\"text\":\"smørgåsbord\"}");
    assertThat(message.getEnvelope().getExchange()).isEqualTo("PikaBusDirect");
    assertThat(message.getEnvelope().getRoutingKey()).isEqualTo(queue);
    assertThat(message.getProps().getDeliveryMode()).isEqualTo(2);
    assertThat(message.getProps().getHeaders())
        .containsKeys("PikaBus.MessageId", "PikaBus.TimeSent");
  }

  @Test
  void a_command_to_a_queue_that_does_not_exist_is_an_error_for_the_sender() {
    SendException failure =
        catchThrowableOfType(SendException.class, () -> bus.send("no-such-queue", "x"));

    assertThat(failure.outcome()).isInstanceOf(SendOutcome.Unroutable.class);
    assertThat(failure)
        .hasMessageContaining("queue 'no-such-queue'")
        .hasMessageContaining("NOT_FOUND");
  }

  @Test
  void an_event_without_subscribers_is_an_error_unless_mandatory_is_off() {
    String topic = OtherService.unique("nobody.listens");

    SendException failure =
        catchThrowableOfType(SendException.class, () -> bus.publish(topic, "x"));
    bus.publish(topic, "x", SendOptions.none().withMandatory(false));

    assertThat(failure.outcome()).isEqualTo(new SendOutcome.Unroutable(312, "NO_ROUTE"));
  }

  @Test
  void an_event_reaches_all_who_subscribe_and_none_who_left() throws Exception {
    String first = other.queue("first");
    String second = other.queue("second");
    String topic = OtherService.unique("order");
    bus.subscribe(first, topic + ".*");
    bus.subscribe(second, topic + ".#");

    bus.publish(topic + ".accepted", "one");
    bus.unsubscribe(first, topic + ".*");
    bus.publish(topic + ".accepted", "two");

    assertThat(new String(other.take(first).getBody(), StandardCharsets.UTF_8)).isEqualTo("one");
    assertThat(new String(other.take(second).getBody(), StandardCharsets.UTF_8)).isEqualTo("one");
    assertThat(new String(other.take(second).getBody(), StandardCharsets.UTF_8)).isEqualTo("two");
    assertThat(bus.messageCount(first)).isZero();
  }

  @Test
  void a_queue_that_was_deleted_and_made_again_is_found_again() throws Exception {
    String queue = other.queue("again");
    bus.send(queue, "one");
    other.channel().queueDelete(queue);
    other.channel().queueDeclare(queue, true, false, false, Map.of());

    bus.send(queue, "two");

    GetResponse message = other.take(queue);
    assertThat(new String(message.getBody(), StandardCharsets.UTF_8)).isEqualTo("two");
    assertThat(message.getProps().getHeaders()).doesNotContainKey("PikaBus.PossibleDuplicate");
  }

  @Test
  void a_queue_that_was_deleted_is_an_error_again() throws Exception {
    String queue = other.queue("gone");
    bus.send(queue, "one");
    other.channel().queueDelete(queue);

    assertThatThrownBy(() -> bus.send(queue, "two"))
        .isInstanceOf(SendException.class)
        .hasMessageContaining("NOT_FOUND");
  }

  @Test
  void a_full_queue_refuses() throws Exception {
    String queue = other.queue("full", Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
    bus.send(queue, "one");

    SendException failure = catchThrowableOfType(SendException.class, () -> bus.send(queue, "two"));

    assertThat(failure.outcome()).isInstanceOf(SendOutcome.Refused.class);
  }

  @Test
  void a_refused_message_is_sent_again_in_a_moment_and_marked() throws Exception {
    String queue = other.queue("soon", Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
    bus.send(queue, "one");

    CompletableFuture<Void> second = CompletableFuture.runAsync(() -> bus.send(queue, "two"));
    await().during(Duration.ofMillis(200)).until(() -> !second.isDone());
    other.take(queue);

    assertThat(second).succeedsWithin(Duration.ofSeconds(10));
    GetResponse found = other.take(queue);
    assertThat(new String(found.getBody(), StandardCharsets.UTF_8)).isEqualTo("two");
    assertThat(found.getProps().getHeaders()).containsEntry("PikaBus.PossibleDuplicate", true);
    assertThat(other.channel().messageCount(queue)).isZero();
  }

  @Test
  void an_exclusive_queue_receives_when_its_owner_has_bound_it() throws Exception {
    String replies = OtherService.unique("replies");
    other.channel().queueDeclare(replies, false, true, true, Map.of());

    SendException unbound =
        catchThrowableOfType(SendException.class, () -> bus.send(replies, "nobody bound it"));
    other.channel().queueBind(replies, "PikaBusDirect", replies);
    bus.send(replies, "bound");

    assertThat(unbound.outcome()).isInstanceOf(SendOutcome.Unroutable.class);
    assertThat(new String(other.take(replies).getBody(), StandardCharsets.UTF_8))
        .isEqualTo("bound");
  }

  @Test
  void another_exchange_must_exist() throws Exception {
    String queue = other.queue("elsewhere");
    String exchange = OtherService.unique("exchange");
    SendOptions there = SendOptions.none().withExchange(exchange);

    SendException missing =
        catchThrowableOfType(SendException.class, () -> bus.send(queue, "x", there));
    other.channel().exchangeDeclare(exchange, "direct");
    bus.send(queue, "now", there);

    assertThat(missing.outcome()).isInstanceOf(SendOutcome.Refused.class);
    assertThat(missing).hasMessageContaining("'" + exchange + "' does not exist");
    assertThat(other.take(queue).getEnvelope().getExchange()).isEqualTo(exchange);
  }

  @Test
  void an_exchange_that_was_deleted_under_way_is_made_again() throws Exception {
    String queue = other.queue("survivor");
    Map<String, String> settings = OtherService.sharedBroker();
    settings.put("direct-exchange", OtherService.unique("own"));
    try (PikaBusClient own = PikaBus.connect(settings)) {
      own.send(queue, "one");
      other.channel().exchangeDelete(settings.get("direct-exchange"));

      own.send(queue, "two");

      other.take(queue);
      assertThat(new String(other.take(queue).getBody(), StandardCharsets.UTF_8)).isEqualTo("two");
    }
  }

  @Test
  void a_subscription_may_name_its_exchange_and_arguments() throws Exception {
    String queue = other.queue("filtered");
    String exchange = OtherService.unique("headers");
    other.channel().exchangeDeclare(exchange, "headers");
    Subscription red =
        Subscription.toExchange(queue, exchange)
            .withArguments(Map.of("x-match", "all", "colour", "red"));
    bus.subscribe(red);

    SendOptions through = SendOptions.none().withExchange(exchange);
    bus.publish("any", "red", through.withHeader("colour", "red"));
    assertThatThrownBy(() -> bus.publish("any", "blue", through.withHeader("colour", "blue")))
        .isInstanceOf(SendException.class);

    assertThat(new String(other.take(queue).getBody(), StandardCharsets.UTF_8)).isEqualTo("red");
  }

  @Test
  void counting_a_queue_that_does_not_exist_says_so() {
    assertThatThrownBy(() -> bus.messageCount("no-such-queue"))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("no-such-queue")
        .hasMessageContaining("NOT_FOUND");
  }

  @Test
  void a_reply_outside_a_handler_is_an_error() {
    assertThatThrownBy(() -> bus.reply("x")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_header_that_outgrows_the_frame_is_refused_and_the_bus_goes_on() throws Exception {
    String queue = other.queue("frames");
    SendOptions huge = SendOptions.none().withHeader("huge", "x".repeat(200_000));

    SendException failure =
        catchThrowableOfType(SendException.class, () -> bus.send(queue, "x", huge));
    bus.send(queue, "fine");

    assertThat(failure.outcome()).isInstanceOf(SendOutcome.Refused.class);
    assertThat(new String(other.take(queue).getBody(), StandardCharsets.UTF_8)).isEqualTo("fine");
  }

  @Test
  void a_body_of_ten_megabytes_and_an_empty_one_arrive() throws Exception {
    String queue = other.queue("sizes");

    bus.send(queue, new byte[10 * 1024 * 1024]);
    bus.send(queue, new byte[0]);

    assertThat(other.take(queue).getBody()).hasSize(10 * 1024 * 1024);
    assertThat(other.take(queue).getBody()).isEmpty();
  }
}
