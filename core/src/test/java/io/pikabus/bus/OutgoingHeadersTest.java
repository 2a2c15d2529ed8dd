package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.GetResponse;
import io.pikabus.Destination;
import io.pikabus.OutgoingHeaders;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendOptions;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service adds to its messages in Java SE. */
@Tag("slow")
class OutgoingHeadersTest {

  private static final ThreadLocal<@Nullable String> TENANT = new ThreadLocal<>();

  final List<String> asked = new CopyOnWriteArrayList<>();
  final String errors = OtherService.unique("error");
  OtherService other;
  String queue;
  PikaBusClient bus;

  @BeforeEach
  void meet() throws Exception {
    other = new OtherService(Broker.shared().uri());
    queue = other.queue("outgoing");
    TENANT.set("acme");
  }

  @AfterEach
  void part() throws Exception {
    TENANT.remove();
    bus.close();
    other.close();
  }

  private void connect(OutgoingHeaders... hooks) {
    Map<String, String> settings = OtherService.sharedBroker();
    settings.put("queue-type", "classic");
    settings.put("error-queue", errors);
    settings.put("max-retries", "0");
    var builder = PikaBus.builder().settings(settings);
    List.of(hooks).forEach(builder::outgoingHeaders);
    bus = builder.connect();
  }

  private Map<String, ?> tenant(Destination destination, @Nullable Object payload) {
    asked.add(destination + " " + payload);
    return Map.of("tenant", String.valueOf(TENANT.get()), "length", 7);
  }

  private void assertTenant(GetResponse message, String tenant) {
    assertThat(message.getProps().getHeaders().get("tenant")).hasToString(tenant);
    assertThat(message.getProps().getHeaders()).containsEntry("length", 7);
  }

  @Test
  void every_message_has_them_on_the_thread_of_its_sender() {
    connect((message, payload) -> tenant(message.destination(), payload));
    String topic = OtherService.unique("topic");
    bus.subscribe(queue, topic);
    bus.send(queue, "sent");
    bus.publish(topic, "published");
    bus.defer(queue, "deferred", Duration.ofMillis(50));
    for (int i = 0; i < 3; i++) {
      assertTenant(other.take(queue), "acme");
    }
    assertThat(asked)
        .containsExactly(
            "queue '" + queue + "' sent",
            "topic '" + topic + "' published",
            "queue '" + queue + "' deferred");
  }

  @Test
  void what_a_handler_sends_and_replies_has_them_inside_its_transaction() throws Exception {
    connect((message, payload) -> tenant(message.destination(), payload));
    String requests = OtherService.unique("requests");
    bus.consume(
        requests,
        String.class,
        text -> {
          TENANT.set("of the lane");
          bus.send(queue, "sent");
          bus.reply("replied");
        });
    bus.send(requests, "do", SendOptions.none().withHeader("PikaBus.ReplyToAddress", queue));
    assertTenant(other.take(queue), "of the lane");
    assertTenant(other.take(queue), "of the lane");
  }

  @Test
  void what_the_sender_sets_wins_and_hooks_are_asked_one_after_the_other() {
    List<Object> seen = new ArrayList<>();
    connect(
        (message, payload) -> tenant(message.destination(), payload),
        (message, payload) -> {
          seen.add(message.options().headers().get("tenant"));
          return Map.of("region", "north", "length", 7);
        });
    bus.send(queue, "sent", SendOptions.none().withHeader("tenant", "mine"));
    GetResponse came = other.take(queue);
    assertTenant(came, "mine");
    assertThat(came.getProps().getHeaders().get("region")).hasToString("north");
    assertThat(seen).containsExactly("mine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PikaBus.MessageId", "PikaBus.TimeSent", "x-pikabus-sent-on", "CC"})
  void what_belongs_to_the_bus_or_the_broker_is_refused_by_name(String name) throws Exception {
    connect((message, payload) -> Map.of(name, "forged"));
    assertThatThrownBy(() -> bus.send(queue, "sent"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("OutgoingHeaders " + OutgoingHeadersTest.class.getName())
        .hasMessageContaining("the header '" + name + "', which belongs to the b");
    assertThat(other.ready(queue)).isZero();
  }

  @Test
  void an_exception_fails_the_send_and_so_does_null_or_a_value_that_cannot_travel()
      throws Exception {
    connect(
        (message, payload) ->
            switch (String.valueOf(payload)) {
              case "null" -> nothing();
              case "time" -> Map.of("when", Instant.EPOCH);
              default -> throw new UnsupportedOperationException("no tenant");
            });
    assertThatThrownBy(() -> bus.send(queue, "sent")).hasMessage("no tenant");
    assertThatThrownBy(() -> bus.send(queue, "null"))
        .hasMessageContaining("returned null instead of headers");
    assertThatThrownBy(() -> bus.send(queue, "time")).hasMessageContaining("'when'");
    assertThat(other.ready(queue)).isZero();
  }

  @SuppressWarnings("NullAway") // As an application may.
  private static Map<String, ?> nothing() {
    return null;
  }

  @Test
  void a_handler_whose_send_fails_so_has_failed_and_nothing_of_it_leaves() throws Exception {
    connect(
        (message, payload) -> {
          if ("second".equals(payload)) {
            throw new UnsupportedOperationException("no tenant");
          }
          return Map.of();
        });
    String requests = OtherService.unique("requests");
    bus.consume(
        requests,
        String.class,
        text -> {
          bus.send(queue, "first");
          bus.send(queue, "second");
        });
    bus.send(requests, "do");
    assertThat(
            String.valueOf(other.take(errors).getProps().getHeaders().get("PikaBus.ErrorDetails")))
        .contains("no tenant");
    assertThat(other.ready(queue)).isZero();
  }

  @Test
  void two_that_disagree_are_told_apart() throws Exception {
    connect(
        (message, payload) -> Map.of("tenant", "one"),
        (message, payload) -> Map.of("tenant", "two"));
    assertThatThrownBy(() -> bus.send(queue, "sent"))
        .hasMessageContaining("the header 'tenant' with different values");
    assertThat(other.ready(queue)).isZero();
    await().until(() -> bus.status().isWorking());
  }
}
