package io.pikabus.bus;

import static io.pikabus.bus.RestrictedUsers.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.pikabus.BrokerException;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendException;
import io.pikabus.SendOutcome;
import io.pikabus.config.IncomingSettings;
import io.pikabus.faults.Log;
import io.pikabus.rabbitmq.BrokerClient;
import io.pikabus.rabbitmq.ConsumerState;
import io.pikabus.rabbitmq.QueueConsumer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** With {@code topology = check} nothing is made, and what is missing is named. */
@Tag("broker")
@Tag("slow")
class TopologyCheckTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static RestrictedUsers users;

  private final String name = OtherService.unique("Check");
  private final String queue = name + "-orders";
  private List<String> before;

  @BeforeAll
  static void startNode() throws Exception {
    users = new RestrictedUsers();
  }

  @AfterAll
  static void stopNode() throws Exception {
    users.close();
  }

  @BeforeEach
  void look() {
    before = everythingThere();
  }

  /** The administrator makes things in between; we do nothing but look. */
  @AfterEach
  void nothingWasMade() {
    assertThat(everythingThere()).isEqualTo(before);
  }

  private List<String> everythingThere() {
    return Arrays.asList("list_exchanges name", "list_queues name", "list_bindings").stream()
        .map(command -> users.node.control(command.split(" ")))
        .toList();
  }

  private Map<String, String> settings(String... more) {
    Map<String, String> settings = users.everything(more);
    settings.put("topology", "check");
    settings.put("direct-exchange", name + "Direct");
    settings.put("topic-exchange", name + "Topic");
    settings.put("error-queue", name + "-error");
    return settings;
  }

  private void make(boolean bound) throws Exception {
    users.administrator.channel().exchangeDeclare(name + "Direct", "direct", true);
    users.administrator.channel().exchangeDeclare(name + "Topic", "topic", true);
    users.administrator.channel().queueDeclare(queue, true, false, false, Map.of());
    if (bound) {
      users.administrator.channel().queueBind(queue, name + "Direct", queue);
    }
    look();
  }

  @Test
  void what_is_missing_is_named_and_consuming_begins_when_it_is_there() throws Exception {
    IncomingSettings incoming = OtherService.incoming(queue, settings());
    try (Log log = new Log();
        BrokerClient client = new BrokerClient(incoming.bus().connection())) {
      QueueConsumer consumer = client.consume(incoming);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(consumer.state().reason())
                      .contains("'" + name + "Direct' does not exist", "topology = check"));
      users.administrator.channel().exchangeDeclare(name + "Direct", "direct", true);
      users.administrator.channel().exchangeDeclare(name + "Topic", "topic", true);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(consumer.state().reason())
                      .contains("'" + queue + "' does not exist", "topology = check"));
      assertThat(log.lines()).anyMatch(line -> line.contains("'" + queue + "' does not exist"));

      make(false);

      assertThat(consumer.awaitConsuming(PATIENCE)).isTrue();
      assertThat(consumer.state().phase()).isEqualTo(ConsumerState.Phase.CONSUMING);
    }
  }

  @Test
  void a_command_to_a_queue_that_is_not_bound_comes_back_with_what_to_do() throws Exception {
    make(false);
    try (PikaBusClient bus = PikaBus.connect(settings())) {
      SendException failure =
          catchThrowableOfType(SendException.class, () -> bus.send(queue, "order"));

      assertThat(failure.outcome()).isInstanceOf(SendOutcome.Unroutable.class);
      assertThat(failure)
          .hasMessageContaining("topology = check")
          .hasMessageContaining("queue '" + queue + "' to exchange '" + name + "Direct'");
    }
  }

  @Test
  void a_command_to_an_exchange_that_is_missing_is_refused() {
    try (PikaBusClient bus = PikaBus.connect(settings())) {
      SendException failure =
          catchThrowableOfType(SendException.class, () -> bus.send(queue, "order"));

      assertThat(failure.outcome()).isInstanceOf(SendOutcome.Refused.class);
      assertThat(failure).hasMessageContaining("'" + name + "Direct' does not exist");
    }
  }

  @Test
  void a_command_to_a_queue_that_is_bound_arrives_and_needs_only_write() throws Exception {
    make(true);
    Map<String, String> sender = settings();
    sender.putAll(users.user(NOTHING, "^" + name + "Direct$", NOTHING));
    try (PikaBusClient bus = PikaBus.connect(sender)) {
      bus.send(queue, "order");
    }

    assertThat(new String(users.administrator.take(queue).getBody(), StandardCharsets.UTF_8))
        .isEqualTo("order");
  }

  @Test
  void a_deferral_is_refused_while_the_delay_queues_are_missing() throws Exception {
    make(true);
    try (PikaBusClient bus = PikaBus.connect(settings())) {
      SendException failure =
          catchThrowableOfType(
              SendException.class, () -> bus.defer(queue, "later", Duration.ofMinutes(10)));

      assertThat(failure.outcome()).isInstanceOf(SendOutcome.Refused.class);
      assertThat(failure)
          .hasMessageContaining("'PikaBusDelay' does not exist")
          .hasMessageContaining("topology = check");
    }
  }

  @Test
  void a_subscription_by_the_application_is_refused() throws Exception {
    make(true);
    try (PikaBusClient bus = PikaBus.connect(settings())) {
      assertThatThrownBy(() -> bus.subscribe(queue, "order.*"))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("topology = check");
      assertThatThrownBy(() -> bus.unsubscribe(queue, "order.*"))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("topology = check");
    }
  }

  @Test
  void a_retry_whose_delay_queues_are_missing_is_made_all_the_same() throws Exception {
    make(true);
    AtomicInteger attempts = new AtomicInteger();
    try (PikaBusClient bus = PikaBus.connect(settings("retry-delay", "PT0.2S"))) {
      bus.consume(
          queue,
          String.class,
          text -> {
            if (attempts.incrementAndGet() < 3) {
              throw new IllegalStateException("on purpose");
            }
          });
      bus.send(queue, "order");

      await().atMost(PATIENCE).until(() -> attempts.get() == 3);
      await().atMost(PATIENCE).until(() -> bus.messageCount(queue) == 0);
    }
    assertThat(users.administrator.ready(queue)).isZero();
  }
}
