package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.DefaultConsumer;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendException;
import io.pikabus.SendOutcome;
import io.pikabus.config.IncomingSettings;
import io.pikabus.faults.Log;
import io.pikabus.fixtures.rabbitmq.Broker;
import io.pikabus.rabbitmq.BrokerClient;
import io.pikabus.rabbitmq.ConsumerState;
import io.pikabus.rabbitmq.QueueConsumer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queues and exchanges that others declared in a way in which messages get lost. */
@Tag("broker")
class StrangeQueuesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final String name = OtherService.unique("strange");
  private OtherService other;

  @BeforeEach
  void connect() throws Exception {
    other = new OtherService(Broker.shared().uri());
  }

  @AfterEach
  void disconnect() throws Exception {
    other.close();
  }

  private IncomingSettings settings(String... more) {
    Map<String, String> settings = OtherService.sharedBroker(more);
    return OtherService.incoming(name, settings);
  }

  private void assertNotConsumed(String... words) {
    IncomingSettings incoming = settings();
    try (Log log = new Log();
        BrokerClient client = new BrokerClient(incoming.bus().connection())) {
      QueueConsumer consumer = client.consume(incoming);

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(consumer.state().reason()).contains(words));

      assertThat(consumer.state().phase()).isEqualTo(ConsumerState.Phase.STARTING);
      // The reason is known before it is logged.
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(log.lines())
                      .anySatisfy(line -> assertThat(line).startsWith("WARNING").contains(words)));
    }
  }

  @Test
  void a_stream_is_not_consumed() throws Exception {
    other.channel().queueDeclare(name, true, false, false, Map.of("x-queue-type", "stream"));

    assertNotConsumed("'" + name + "' is a stream", "quorum or classic");
  }

  @Test
  void a_queue_that_is_exclusive_to_another_connection_is_not_consumed() throws Exception {
    other.channel().queueDeclare(name, false, true, false, Map.of());

    assertNotConsumed("'" + name + "' is exclusive to another connection");
  }

  @Test
  void a_queue_that_another_consumer_has_for_itself_is_consumed_when_that_one_leaves()
      throws Exception {
    other.channel().queueDeclare(name, true, false, false, Map.of());
    String tag =
        other
            .channel()
            .basicConsume(
                name, false, "", false, true, Map.of(), new DefaultConsumer(other.channel()));
    IncomingSettings incoming = settings();
    try (BrokerClient client = new BrokerClient(incoming.bus().connection())) {
      QueueConsumer consumer = client.consume(incoming);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(consumer.state().reason())
                      .contains("Another consumer has queue '" + name + "' for itself"));

      other.channel().basicCancel(tag);

      assertThat(consumer.awaitConsuming(PATIENCE)).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"false, false, not durable", "true, true, auto-delete"})
  void a_queue_that_does_not_last_is_consumed_and_said_to_lose_messages(
      boolean durable, boolean autoDelete, String words) throws Exception {
    other.channel().queueDeclare(name, durable, false, autoDelete, Map.of());
    IncomingSettings incoming = settings();
    try (Log log = new Log();
        BrokerClient client = new BrokerClient(incoming.bus().connection())) {
      QueueConsumer consumer = client.consume(incoming);

      assertThat(consumer.awaitConsuming(PATIENCE)).isTrue();

      assertThat(consumer.state().caveat()).contains("'" + name + "' is " + words);
      assertThat(log.lines()).anyMatch(line -> line.contains("'" + name + "' is " + words));
    }
  }

  @Test
  void a_durable_classic_queue_is_fine() throws Exception {
    other.channel().queueDeclare(name, true, false, false, Map.of());
    IncomingSettings incoming = settings();
    try (BrokerClient client = new BrokerClient(incoming.bus().connection())) {
      QueueConsumer consumer = client.consume(incoming);

      assertThat(consumer.awaitConsuming(PATIENCE)).isTrue();

      assertThat(consumer.state().caveat()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "direct-exchange, direct, fanout",
    "direct-exchange, direct, headers",
    "topic-exchange, topic, fanout",
    "topic-exchange, topic, direct",
    "topic-exchange, topic, headers"
  })
  void nothing_is_sent_to_an_exchange_of_another_type(String key, String expected, String found)
      throws Exception {
    String queue = other.queue("misled");
    other.channel().exchangeDeclare(name, found, true);
    other.channel().queueBind(queue, name, "elsewhere");
    Map<String, String> settings = OtherService.sharedBroker();
    settings.put(key, name);
    try (PikaBusClient bus = PikaBus.connect(settings)) {
      SendException failure =
          catchThrowableOfType(
              SendException.class,
              () -> {
                if (expected.equals("direct")) {
                  bus.send(queue, "order");
                } else {
                  bus.publish("elsewhere", "event");
                }
              });

      assertThat(failure.outcome()).isInstanceOf(SendOutcome.Refused.class);
      assertThat(failure)
          .hasMessageContaining(
              "Exchange '%s' has type '%s' where '%s' was expected"
                  .formatted(name, found, expected));
      assertThat(other.ready(queue)).isZero();
    }
  }

  @Test
  void a_topic_exchange_for_commands_and_an_alternate_exchange_are_accepted() throws Exception {
    String queue = other.queue("wider");
    other.channel().exchangeDeclare(name, "topic", true);
    other
        .channel()
        .exchangeDeclare(
            name + "Events", "topic", true, false, Map.of("alternate-exchange", "amq.fanout"));
    other.channel().queueBind(queue, name + "Events", "#");
    Map<String, String> settings = OtherService.sharedBroker();
    settings.put("direct-exchange", name);
    settings.put("topic-exchange", name + "Events");
    try (PikaBusClient bus = PikaBus.connect(settings)) {
      bus.send(queue, "order");
      bus.publish("happened", "event");
    }

    assertThat(other.ready(queue)).isEqualTo(2);
  }
}
