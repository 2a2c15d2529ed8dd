package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.config.IncomingSettings;
import io.pikabus.faults.QuorumQueue;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import io.pikabus.rabbitmq.BrokerClient;
import io.pikabus.rabbitmq.QueueConsumer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Who declares a queue or an exchange first, and what becomes of the other: other-clients.md, "Who
 * declares first".
 */
@Tag("broker")
@Tag("slow")
class DeclaredFirstTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String WORKS = "works";
  private static final String REFUSED = "406";
  private static final String DEFAULT_QUORUM = "replicated";

  private static PrivateNode node;

  private final String name = OtherService.unique("first");

  /** How others declare a queue. */
  enum Form {
    /** As 2.x does. */
    NONE(Map.of()),
    /** As 1.x does. */
    HA_MODE(Map.of("ha-mode", "all")),
    QUORUM(QuorumQueue.PLAIN);

    private final Map<String, Object> arguments;

    Form(Map<String, Object> arguments) {
      this.arguments = arguments;
    }
  }

  @BeforeAll
  static void startNode() {
    node = PrivateNode.create(Path.of("target", "rabbitmq"));
    node.start();
    node.control("add_vhost", DEFAULT_QUORUM, "--default-queue-type", "quorum");
    node.control("set_permissions", "-p", DEFAULT_QUORUM, user(), ".*", ".*", ".*");
  }

  @AfterAll
  static void stopNode() {
    node.close();
  }

  private static String user() {
    return node.uri().getUserInfo().split(":", 2)[0];
  }

  private static Map<String, String> settings(String virtualHost, String... more) {
    Map<String, String> settings = OtherService.settings(node.uri(), more);
    settings.put("virtual-host", virtualHost);
    return settings;
  }

  /** A step of somebody who speaks plain AMQP. */
  private interface Step {
    void on(Channel channel) throws IOException;
  }

  /** What the broker replies: that it works, or with which code it does not. */
  private static String reply(String virtualHost, Step step) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(node.uri());
    factory.setVirtualHost(virtualHost);
    Connection connection = factory.newConnection("other");
    try {
      step.on(connection.createChannel());
      return WORKS;
    } catch (IOException refused) {
      return String.valueOf(
          ((com.rabbitmq.client.AMQP.Channel.Close)
                  ((ShutdownSignalException) refused.getCause()).getReason())
              .getReplyCode());
    } finally {
      connection.abort();
    }
  }

  private static String declare(String virtualHost, String queue, Form form) throws Exception {
    return reply(virtualHost, c -> c.queueDeclare(queue, true, false, false, form.arguments));
  }

  /** pikabus consumes the queue, and says what it says of it. */
  private static String consume(String queue, Map<String, String> settings) throws Exception {
    IncomingSettings incoming = OtherService.incoming(queue, settings);
    try (BrokerClient client = new BrokerClient(incoming.bus().connection())) {
      QueueConsumer consumer = client.consume(incoming);
      assertThat(consumer.awaitConsuming(PATIENCE)).as("consumes").isTrue();
      return consumer.state().caveat();
    }
  }

  /** A message that fails; returns when it lies in the error queue. */
  private static void fail(String queue, String errors, Map<String, String> settings)
      throws Exception {
    settings.put("error-queue", errors);
    settings.put("max-retries", "0");
    try (PikaBusClient bus = PikaBus.connect(settings);
        OtherService other = new OtherService(uri(settings.get("virtual-host")))) {
      bus.consume(
          queue,
          String.class,
          text -> {
            throw new IllegalStateException("on purpose");
          });
      bus.send(queue, "poison");
      assertThat(new String(other.take(errors).getBody(), StandardCharsets.UTF_8))
          .isEqualTo("poison");
    }
  }

  private static java.net.URI uri(String virtualHost) {
    return java.net.URI.create(
        virtualHost.equals("/") ? node.uri().toString() : node.uri() + "/" + virtualHost);
  }

  @ParameterizedTest
  @EnumSource
  void what_others_declare_pikabus_consumes_and_moves_failed_messages_to(Form form)
      throws Exception {
    declare("/", name, form);
    declare("/", name + "-error", form);

    fail(name, name + "-error", settings("/"));
    assertThat(declare("/", name, form)).isEqualTo(WORKS);
    assertThat(declare("/", name + "-error", form)).isEqualTo(WORKS);
  }

  @ParameterizedTest
  @CsvSource({
    "classic, '',              works, works, 406",
    "quorum,  '',              406,   406,   406",
    "classic, max-priority=5,  406,   406,   406",
    "quorum,  delivery-limit=7, 406,  406,   406"
  })
  void a_listener_queue_of_ours_can_be_declared_by_others(
      String type, String arguments, String none, String haMode, String quorum) throws Exception {
    Map<String, String> settings = settings("/", "queue-type", type);
    if (!arguments.isEmpty()) {
      settings.put("queue-arguments", arguments);
    }
    assertThat(consume(name, settings)).isEmpty();

    assertThat(declare("/", name, Form.NONE)).isEqualTo(none);
    assertThat(declare("/", name, Form.HA_MODE)).isEqualTo(haMode);
    assertThat(declare("/", name, Form.QUORUM)).isEqualTo(quorum);
    assertThat(reply("/", c -> c.queueDeclarePassive(name))).isEqualTo(WORKS);
  }

  @ParameterizedTest
  @CsvSource({
    "/,          classic, works, works, 406",
    "/,          quorum,  406,   406,   406",
    "replicated, classic, works, works, works",
    "replicated, quorum,  406,   406,   406"
  })
  void an_error_queue_of_ours_can_be_declared_by_others(
      String virtualHost, String type, String none, String haMode, String quorum) throws Exception {
    String errors = name + "-error";
    fail(name, errors, settings(virtualHost, "error-queue-type", type));

    assertThat(declare(virtualHost, errors, Form.NONE)).isEqualTo(none);
    assertThat(declare(virtualHost, errors, Form.HA_MODE)).isEqualTo(haMode);
    assertThat(declare(virtualHost, errors, Form.QUORUM)).isEqualTo(quorum);
  }

  /** Whether PikaBus could declare it is what the broker replies to us. */
  @ParameterizedTest
  @CsvSource({
    "/,          NONE,   classic, ''",
    "/,          NONE,   quorum,  is not a quorum queue",
    "/,          QUORUM, classic, services of PikaBus in Python cannot declare it",
    "/,          QUORUM, quorum,  ''",
    "replicated, NONE,   classic, ''",
    "replicated, NONE,   quorum,  ''",
    "replicated, QUORUM, classic, ''"
  })
  void an_error_queue_that_exists_is_told_of_if_it_is_not_as_asked_for(
      String virtualHost, Form form, String type, String words) throws Exception {
    String errors = name + "-error";
    declare(virtualHost, errors, form);

    assertCaveat(
        settings(virtualHost, "error-queue", errors, "error-queue-type", type),
        caveat -> {
          if (words.isEmpty()) {
            assertThat(caveat).isEmpty();
          } else {
            assertThat(caveat).contains("'" + errors + "'", words);
          }
        });
  }

  /** It is learnt while the queue is consumed already. */
  private void assertCaveat(Map<String, String> settings, Consumer<String> requirement)
      throws Exception {
    IncomingSettings incoming = OtherService.incoming(name, settings);
    try (BrokerClient client = new BrokerClient(incoming.bus().connection())) {
      QueueConsumer consumer = client.consume(incoming);
      assertThat(consumer.awaitConsuming(PATIENCE)).as("consumes").isTrue();
      await()
          .atMost(PATIENCE)
          .during(Duration.ofMillis(500))
          .untilAsserted(() -> requirement.accept(consumer.state().caveat()));
    }
  }

  @Test
  void both_exchanges_are_declared_alike_by_both_sides() throws Exception {
    String direct = name + "Direct";
    String topic = name + "Topic";
    Step ofOthers =
        c -> {
          c.exchangeDeclare(direct, "direct", true);
          c.exchangeDeclare(topic, "topic", true);
        };
    Map<String, String> settings =
        settings("/", "direct-exchange", direct, "topic-exchange", topic);
    assertThat(consume(name, settings)).isEmpty();
    assertThat(reply("/", ofOthers)).isEqualTo(WORKS);

    reply(
        "/",
        c -> {
          c.exchangeDelete(direct);
          c.exchangeDelete(topic);
        });
    assertThat(reply("/", ofOthers)).isEqualTo(WORKS);
    assertThat(consume(name, settings)).isEmpty();
  }

  /** RabbitMQ 3.10 has no such setting, and goes on to compare. */
  @Test
  void where_the_broker_compares_less_others_use_a_quorum_queue_of_ours() throws Exception {
    String errors = name + "-error";
    fail(name, errors, settings("/", "error-queue-type", "quorum"));
    boolean relaxes = !node.describe().contains("rabbitmq-server 3.");
    relaxed(true);
    try {
      assertThat(declare("/", errors, Form.NONE)).isEqualTo(relaxes ? WORKS : REFUSED);
      assertThat(declare("/", errors, Form.HA_MODE)).isEqualTo(relaxes ? WORKS : REFUSED);
      assertThat(declare("/", errors, Form.QUORUM)).isEqualTo(REFUSED);
      assertCaveat(
          settings("/", "error-queue", errors),
          caveat -> assertThat(caveat.isEmpty()).as(caveat).isEqualTo(relaxes));
    } finally {
      relaxed(false);
    }
  }

  private static void relaxed(boolean relaxed) {
    node.control(
        "eval",
        "application:set_env(rabbit, quorum_relaxed_checks_on_redeclaration, %b)."
            .formatted(relaxed));
  }
}
