package io.pikabus.bus;

import static io.pikabus.bus.RestrictedUsers.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.pikabus.BusStatus;
import io.pikabus.Consumption;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendException;
import io.pikabus.SendOptions;
import io.pikabus.SendOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The table of docs/rights.md, row by row: each user has the permissions of its row and no more.
 */
@Tag("broker")
@Tag("slow")
class RightsTest {

  static final Duration PATIENCE = Duration.ofSeconds(40);

  static RestrictedUsers users;

  final String queue = OtherService.unique("orders");
  final String errors = OtherService.unique("error");
  final List<String> handled = new CopyOnWriteArrayList<>();

  /** The delay queues are made by a service that may. */
  @BeforeAll
  static void startNode() throws Exception {
    users = new RestrictedUsers();
    String first = users.administrator.queue("first");
    try (PikaBusClient bus = PikaBus.connect(users.everything())) {
      bus.publish("nobody.listens", "event", SendOptions.none().withMandatory(false));
      bus.defer(first, "soon", Duration.ofMillis(1));
      bus.defer("nowhere", "later", Duration.ofSeconds(400));
      users.administrator.take(first);
    }
  }

  @AfterAll
  static void stopNode() throws Exception {
    users.close();
  }

  /** As an administrator would. */
  @BeforeEach
  void makeQueues() throws Exception {
    Channel channel = users.administrator.channel();
    channel.queueDeclare(queue, true, false, false, Map.of());
    channel.queueBind(queue, "PikaBusDirect", queue);
    channel.queueBind(queue, "PikaBusTopic", queue + ".*");
    channel.queueDeclare(errors, true, false, false, Map.of());
    channel.queueBind(errors, "PikaBusDirect", errors);
  }

  private Consumption consume(PikaBusClient bus) {
    return bus.consume(queue, String.class, handled::add);
  }

  private static String text(GetResponse message) {
    return new String(message.getBody(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_sender_of_commands_writes_to_the_direct_exchange_and_needs_no_more(boolean mandatory)
      throws Exception {
    Map<String, String> sender = users.user(NOTHING, "^PikaBusDirect$", NOTHING);
    try (PikaBusClient bus = PikaBus.connect(sender)) {
      bus.send(queue, "order", SendOptions.none().withMandatory(mandatory));
    }

    assertThat(text(users.administrator.take(queue))).isEqualTo("order");
  }

  @Test
  void a_sender_of_events_writes_to_the_topic_exchange_and_needs_no_more() throws Exception {
    try (PikaBusClient bus = PikaBus.connect(users.user(NOTHING, "^PikaBusTopic$", NOTHING))) {
      bus.publish(queue + ".placed", "event");
    }

    assertThat(text(users.administrator.take(queue))).isEqualTo("event");
  }

  @Test
  void a_consumer_reads_its_queue_and_needs_no_more() throws Exception {
    try (PikaBusClient bus = PikaBus.connect(users.user(NOTHING, NOTHING, "^" + queue + "$"));
        Consumption consumption = consume(bus)) {
      users.administrator.put(queue, null, "order".getBytes(StandardCharsets.UTF_8));

      await().atMost(PATIENCE).until(() -> handled.contains("order"));
      assertThat(bus.status().consumers())
          .singleElement()
          .satisfies(part -> assertThat(part.state()).isEqualTo(BusStatus.State.WORKING))
          .satisfies(part -> assertThat(part.reason()).contains("bind", "PikaBusDirect"));
      assertThat(consumption).isNotNull();
    }
  }

  @Test
  void a_consumer_with_topics_of_its_own_binds_its_queue() throws Exception {
    String own = "^" + queue + "$";
    try (PikaBusClient bus =
            PikaBus.connect(
                users.user(NOTHING, own, "^(PikaBusDirect|PikaBusTopic|" + queue + ")$"));
        PikaBusClient sender = PikaBus.connect(users.everything());
        Consumption consumption = consume(bus)) {
      bus.subscribe(queue, queue + "-of-its-own");

      sender.publish(queue + "-of-its-own", "event");

      await().atMost(PATIENCE).until(() -> handled.contains("event"));
      assertThat(bus.status().consumers().get(0).reason()).isEmpty();
      assertThat(consumption).isNotNull();
    }
  }

  private void failing(PikaBusClient bus) {
    bus.consume(
        queue,
        String.class,
        text -> {
          handled.add(text);
          throw new IllegalStateException("on purpose");
        });
  }

  @Test
  void a_consumer_that_retries_without_pauses_writes_to_the_direct_exchange() throws Exception {
    Map<String, String> consumer =
        users.user(
            NOTHING,
            "^PikaBusDirect$",
            "^" + queue + "$",
            "error-queue",
            errors,
            "max-retries",
            "2",
            "retry-delay",
            "PT0S");
    try (PikaBusClient bus = PikaBus.connect(consumer)) {
      failing(bus);
      users.administrator.put(queue, null, "order".getBytes(StandardCharsets.UTF_8));

      assertThat(text(users.administrator.take(errors))).isEqualTo("order");
      assertThat(handled).hasSize(3);
    }
  }

  @ParameterizedTest
  @CsvSource({"PT0.2S, declare", "PT70S, declare", "PT0.2S, check", "PT70S, check"})
  void a_consumer_that_retries_with_pauses_writes_to_and_reads_from_the_delay_queues(
      String delay, String topology) throws Exception {
    Map<String, String> consumer =
        users.user(
            NOTHING,
            "^(PikaBusDirect|PikaBusDelay.*)$",
            "^(" + queue + "|PikaBusDelay(Short|Long|Unrouted))$",
            "error-queue",
            errors,
            "max-retries",
            "1",
            "retry-delay",
            delay,
            "topology",
            topology);
    try (PikaBusClient bus = PikaBus.connect(consumer)) {
      failing(bus);
      users.administrator.put(queue, null, "order".getBytes(StandardCharsets.UTF_8));

      if (Duration.parse(delay).toMinutes() == 0) {
        assertThat(text(users.administrator.take(errors))).isEqualTo("order");
        assertThat(handled).hasSize(2);
      } else {
        await().atMost(PATIENCE).until(() -> handled.size() == 1);
        await()
            .atMost(PATIENCE)
            .until(() -> bus.messageCount(queue) == 0 && unacknowledged().isBlank());
      }
    }
  }

  private String unacknowledged() {
    return users
        .node
        .control("list_queues", "name", "messages_unacknowledged")
        .lines()
        .filter(line -> line.startsWith(queue) && !line.endsWith("\t0"))
        .findAny()
        .orElse("");
  }

  @Test
  void a_sender_of_delayed_messages_writes_to_the_delay_exchanges() throws Exception {
    Map<String, String> sender =
        users.user(
            NOTHING, "^(PikaBusDirect|PikaBusDelay.*)$", "^PikaBusDelay(Short|Long|Unrouted)$");
    try (PikaBusClient bus = PikaBus.connect(sender)) {
      bus.defer(queue, "later", Duration.ofSeconds(2));

      assertThat(text(users.administrator.take(queue))).isEqualTo("later");
    }
  }

  @Test
  void a_sender_of_messages_that_the_broker_delays_reads_nothing() throws Exception {
    try (PikaBusClient bus = PikaBus.connect(users.everything("delays", "broker"))) {
      bus.defer(queue, "binds the queue", Duration.ofSeconds(3));
      users.administrator.take(queue);
    }
    Map<String, String> sender =
        users.user(NOTHING, "^PikaBusDelay.*$", NOTHING, "delays", "broker");
    try (PikaBusClient bus = PikaBus.connect(sender)) {
      bus.defer(queue, "later", Duration.ofSeconds(2));

      assertThat(text(users.administrator.take(queue))).isEqualTo("later");
    }
  }

  @Test
  void who_declares_everything_configures_it() throws Exception {
    String fresh = OtherService.unique("fresh");
    String freshErrors = OtherService.unique("fresh-error");
    String bus = OtherService.unique("Bus");
    String own = fresh + "|" + freshErrors + "|" + bus + "(Direct|Topic)|PikaBusDelay.*";
    Map<String, String> settings =
        users.user(
            "^(" + own + ")$",
            "^(" + own + ")$",
            "^(" + own + ")$",
            "error-queue",
            freshErrors,
            "direct-exchange",
            bus + "Direct",
            "topic-exchange",
            bus + "Topic",
            "max-retries",
            "1",
            "retry-delay",
            "PT0.1S");
    try (PikaBusClient service = PikaBus.connect(settings)) {
      service.consume(
          fresh,
          String.class,
          text -> {
            throw new IllegalStateException("on purpose");
          });
      service.subscribe(fresh, "fresh.*");
      service.publish("fresh.thing", "event");
      await().atMost(PATIENCE).until(() -> users.hasQueue(freshErrors));

      assertThat(text(users.administrator.take(freshErrors))).isEqualTo("event");
      assertThat(service.status().consumers().get(0).reason()).isEmpty();
    }
  }

  @Test
  void a_sender_that_may_not_bind_is_told_when_the_queue_is_not_bound() throws Exception {
    String unbound = users.administrator.queue("unbound");
    try (PikaBusClient bus = PikaBus.connect(users.user(NOTHING, "^PikaBusDirect$", NOTHING))) {
      SendException failure =
          catchThrowableOfType(SendException.class, () -> bus.send(unbound, "order"));

      assertThat(failure.outcome()).isInstanceOf(SendOutcome.Unroutable.class);
      assertThat(failure).hasMessageContaining("NO_ROUTE").hasMessageContaining("ACCESS_REFUSED");
    }
  }

  @Test
  void a_sender_that_may_not_bind_keeps_the_order_of_its_messages_and_marks_none()
      throws Exception {
    try (PikaBusClient bus = PikaBus.connect(users.user(NOTHING, "^PikaBusDirect$", NOTHING))) {
      for (int i = 0; i < 20; i++) {
        bus.send(queue, "order " + i);
      }
    }

    for (int i = 0; i < 20; i++) {
      GetResponse message = users.administrator.take(queue);
      assertThat(text(message)).isEqualTo("order " + i);
      assertThat(message.getProps().getHeaders()).doesNotContainKey("PikaBus.PossibleDuplicate");
    }
  }

  @Test
  void an_exchange_that_is_missing_and_may_not_be_declared_is_named() throws Exception {
    Map<String, String> sender =
        users.user(NOTHING, ".*", NOTHING, "direct-exchange", "NeverMade", "topic-exchange", "Nor");
    try (PikaBusClient bus = PikaBus.connect(sender)) {
      SendException command =
          catchThrowableOfType(SendException.class, () -> bus.send(queue, "order"));
      SendException event = catchThrowableOfType(SendException.class, () -> bus.publish("t", "e"));

      assertThat(command.outcome()).isInstanceOf(SendOutcome.Refused.class);
      assertThat(command)
          .hasMessageContaining("'NeverMade' does not exist")
          .hasMessageContaining("configure")
          .hasMessageContaining("ACCESS_REFUSED");
      assertThat(event).hasMessageContaining("'Nor' does not exist");
    }
  }

  @Test
  void a_delay_whose_queues_may_not_be_written_to_is_refused_and_not_unknown() throws Exception {
    try (PikaBusClient bus = PikaBus.connect(users.user(NOTHING, "^PikaBusDirect$", NOTHING))) {
      SendException failure =
          catchThrowableOfType(
              SendException.class, () -> bus.defer(queue, "later", Duration.ofSeconds(2)));

      assertThat(failure.outcome()).isInstanceOf(SendOutcome.Refused.class);
      assertThat(failure)
          .hasMessageContaining("PikaBusDelay")
          .hasMessageContaining("ACCESS_REFUSED");
    }
  }

  @Test
  void a_broker_that_refuses_even_a_look_is_used_all_the_same() throws Exception {
    try (LookingRefused proxy = new LookingRefused(users.node.port());
        PikaBusClient bus =
            PikaBus.connect(
                users.user(
                    NOTHING,
                    "^PikaBusDirect$",
                    "^" + queue + "$",
                    "port",
                    String.valueOf(proxy.port())));
        Consumption consumption = consume(bus)) {
      bus.send(queue, "order");

      await().atMost(PATIENCE).until(() -> handled.contains("order"));
      assertThat(consumption).isNotNull();
    }
  }

  @Test
  void an_exchange_that_is_missing_where_nobody_may_look_is_found_out_by_publishing()
      throws Exception {
    try (LookingRefused proxy = new LookingRefused(users.node.port());
        PikaBusClient bus =
            PikaBus.connect(
                users.user(
                    NOTHING,
                    ".*",
                    NOTHING,
                    "port",
                    String.valueOf(proxy.port()),
                    "direct-exchange",
                    "NeverMade"))) {
      SendException failure =
          catchThrowableOfType(SendException.class, () -> bus.send(queue, "order"));

      assertThat(failure.outcome()).isInstanceOf(SendOutcome.Refused.class);
      assertThat(failure).hasMessageContaining("NOT_FOUND").hasMessageContaining("'NeverMade'");
    }
  }
}
