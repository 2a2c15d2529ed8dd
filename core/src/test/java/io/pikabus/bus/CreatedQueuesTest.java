package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendException;
import io.pikabus.SendOutcome;
import io.pikabus.config.IncomingSettings;
import io.pikabus.faults.Log;
import io.pikabus.faults.QuorumQueue;
import io.pikabus.fixtures.rabbitmq.Broker;
import io.pikabus.rabbitmq.BrokerClient;
import io.pikabus.rabbitmq.QueueConsumer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With which arguments queues are created, and what is said of those that exist with others. */
@Tag("broker")
@Tag("slow")
class CreatedQueuesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final String name = OtherService.unique("created");
  private final String errors = name + "-error";
  private OtherService other;

  @BeforeEach
  void connect() throws Exception {
    other = new OtherService(Broker.shared().uri());
  }

  @AfterEach
  void disconnect() throws Exception {
    other.close();
  }

  private Map<String, String> settings(String... more) {
    Map<String, String> settings = OtherService.sharedBroker(more);
    settings.put("error-queue", errors);
    return settings;
  }

  private IncomingSettings incoming(String... more) {
    return OtherService.incoming(name, settings(more));
  }

  /** Consumes the queue, and says what is said of it. */
  private String caveat(String... more) throws Exception {
    IncomingSettings incoming = incoming(more);
    try (Log log = new Log();
        BrokerClient client = new BrokerClient(incoming.bus().connection())) {
      QueueConsumer consumer = client.consume(incoming);
      assertThat(consumer.awaitConsuming(PATIENCE)).isTrue();
      String caveat = consumer.state().caveat();
      if (!caveat.isEmpty()) {
        assertThat(log.lines())
            .anySatisfy(line -> assertThat(line).startsWith("WARNING").contains(caveat));
      }
      return caveat;
    }
  }

  @Test
  void a_quorum_queue_is_created_with_what_is_asked_for_besides_ours() throws Exception {
    assertThat(
            caveat(
                "queue-arguments",
                "single-active-consumer=true, max-length=10, delivery-limit=7, message-ttl=60000, queue-leader-locator=balanced"))
        .isEmpty();

    Map<String, Object> expected = new HashMap<>(QuorumQueue.ours(errors));
    expected.put("x-single-active-consumer", true);
    expected.put("x-max-length", 10);
    expected.put("x-delivery-limit", 7);
    expected.put("x-message-ttl", 60_000);
    expected.put("x-queue-leader-locator", "balanced");
    other.channel().queueDeclare(name, true, false, false, expected);
  }

  @Test
  void a_classic_queue_is_created_with_what_is_asked_for_and_no_more() throws Exception {
    assertThat(
            caveat(
                "queue-type",
                "classic",
                "queue-arguments",
                "max-priority=5, max-length-bytes=1000, overflow=reject-publish"))
        .isEmpty();

    other
        .channel()
        .queueDeclare(
            name,
            true,
            false,
            false,
            Map.of(
                "x-max-priority", 5, "x-max-length-bytes", 1000, "x-overflow", "reject-publish"));
  }

  @Test
  void each_argument_in_which_an_existing_queue_differs_is_told_and_the_queue_consumed()
      throws Exception {
    other
        .channel()
        .queueDeclare(
            name, true, false, false, Map.of("x-queue-type", "quorum", "x-max-length", 5));

    assertThat(caveat("queue-arguments", "max-length=10, single-active-consumer=true"))
        .contains(
            "max-length 5, where queue-arguments asks for 10",
            "single-active-consumer not set, where queue-arguments asks for true");
  }

  @Test
  void so_is_one_of_a_queue_of_another_type_and_one_that_is_equal_is_not() throws Exception {
    other
        .channel()
        .queueDeclare(
            name,
            true,
            false,
            false,
            Map.of("x-max-length", 10, "x-overflow", "reject-publish", "x-message-ttl", 3_600_000));

    assertThat(caveat("queue-arguments", "max-length=10, single-active-consumer=true"))
        .contains("single-active-consumer not set")
        .doesNotContain("max-length");
  }

  @Test
  void of_an_existing_queue_nothing_is_said_that_was_not_asked_for() throws Exception {
    other.channel().queueDeclare(name, true, false, false, Map.of("x-max-length", 5));

    assertThat(caveat()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"quorum", "classic"})
  void the_sender_to_a_full_queue_is_told(String type) throws Exception {
    IncomingSettings created =
        incoming("queue-type", type, "queue-arguments", "max-length=1, overflow=reject-publish");
    try (BrokerClient client = new BrokerClient(created.bus().connection())) {
      client.declare(created.topology());
    }
    try (PikaBusClient bus = PikaBus.connect(settings())) {
      SendException failure =
          catchThrowableOfType(
              SendException.class,
              () -> {
                // A quorum queue takes a few more before it says no.
                for (int i = 0; i < 1000; i++) {
                  bus.send(name, "order");
                }
              });

      assertThat(failure.outcome()).isInstanceOf(SendOutcome.Refused.class);
    }
  }

  @Test
  void what_expires_in_a_quorum_queue_goes_to_the_error_queue() throws Exception {
    IncomingSettings created = incoming("queue-arguments", "message-ttl=50");
    try (BrokerClient client = new BrokerClient(created.bus().connection())) {
      client.declare(created.topology());
    }
    try (PikaBusClient bus = PikaBus.connect(settings())) {
      bus.send(name, "order");
    }

    assertThat(new String(other.take(errors).getBody(), StandardCharsets.UTF_8)).isEqualTo("order");
  }

  /** RabbitMQ 4.0 to 4.2 keep two priorities apart, up to 4 and above, at a ratio of one to two. */
  @Test
  void a_quorum_queue_heeds_priorities_from_rabbitmq_4_on() throws Exception {
    String queue = other.queue("prioritized", QuorumQueue.PLAIN);
    for (int priority : List.of(0, 0, 0, 9, 9)) {
      other.put(
          queue,
          new AMQP.BasicProperties.Builder().priority(priority).build(),
          String.valueOf(priority).getBytes(StandardCharsets.UTF_8));
    }
    await().atMost(PATIENCE).until(() -> other.ready(queue) == 5);
    StringBuilder came = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      came.append(new String(other.take(queue).getBody(), StandardCharsets.UTF_8));
    }

    String version =
        String.valueOf(other.channel().getConnection().getServerProperties().get("version"));
    assertThat(came.toString()).isEqualTo(version.startsWith("3.") ? "00099" : "99000");
  }
}
