package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.GetResponse;
import io.pikabus.IncomingMetadata;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Messages of another user who has set {@code user_id}: the broker takes it from that user only, so
 * every copy that a service makes must do without.
 */
@Tag("slow")
class UserIdTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  static RestrictedUsers users;

  /** Publishes as a user of its own. */
  static OtherService sender;

  static String senderName;

  final String queue = OtherService.unique("orders");
  final String errors = OtherService.unique("error");
  final List<IncomingMetadata> handled = new CopyOnWriteArrayList<>();
  PikaBusClient bus;

  @BeforeAll
  static void start() throws Exception {
    users = new RestrictedUsers();
    senderName = users.user(".*", ".*", ".*").get("username");
    URI uri = users.node.uri();
    sender =
        new OtherService(
            URI.create("amqp://%s:%1$s@%s:%d".formatted(senderName, uri.getHost(), uri.getPort())));
  }

  @AfterAll
  static void stop() throws Exception {
    sender.close();
    users.close();
  }

  @BeforeEach
  void makeQueue() throws Exception {
    users.administrator.channel().queueDeclare(queue, true, false, false, Map.of());
  }

  private void connect(String... more) {
    Map<String, String> settings =
        users.user(".*", ".*", ".*", "error-queue", errors, "retry-backoff", "0");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    bus = PikaBus.connect(settings);
  }

  @AfterEach
  void close() {
    bus.close();
  }

  private void consume(boolean fails) {
    bus.consume(
        queue,
        String.class,
        body -> {
          handled.add(bus.incoming().orElseThrow());
          if (fails) {
            throw new IllegalStateException("on purpose");
          }
        });
  }

  private static AMQP.BasicProperties claimed(Map<String, Object> headers) {
    return new AMQP.BasicProperties.Builder().userId(senderName).headers(headers).build();
  }

  private static byte[] body() {
    return "work".getBytes(StandardCharsets.UTF_8);
  }

  private void isInTheErrorQueueWithItsUser() {
    await().atMost(PATIENCE).ignoreExceptions().until(() -> bus.messageCount(errors) == 1);
    GetResponse failed = users.administrator.take(errors);
    assertThat(failed.getProps().getUserId()).isNull();
    assertThat(failed.getProps().getHeaders().get("x-pikabus-user-id")).hasToString(senderName);
    assertThat(bus.status().isWorking()).isTrue();
  }

  private void isACopy(IncomingMetadata metadata) {
    assertThat(metadata.userId()).isNull();
    assertThat(metadata.headers()).containsEntry("x-pikabus-user-id", senderName);
  }

  @Test
  void a_handler_sees_who_sent_a_message_if_the_sender_said_so() throws Exception {
    connect();
    consume(false);

    sender.put(queue, claimed(Map.of()), body());
    sender.put(queue, null, body());

    await().atMost(PATIENCE).until(() -> handled.size() == 2);
    assertThat(handled.get(0).userId()).isEqualTo(senderName);
    assertThat(handled.get(1).userId()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT0.2S"})
  void a_message_of_another_user_is_tried_again_and_reaches_the_error_queue(String delay)
      throws Exception {
    connect("max-retries", "2", "retry-delay", delay);
    consume(true);

    sender.put(queue, claimed(Map.of()), body());

    isInTheErrorQueueWithItsUser();
    assertThat(handled).hasSize(3);
    assertThat(handled.get(0).userId()).isEqualTo(senderName);
    handled.stream().skip(1).forEach(this::isACopy);
  }

  @Test
  void a_message_that_python_deferred_is_delayed_and_handled() throws Exception {
    connect("time-format", "iso");
    consume(false);
    Instant due = Instant.now().plusMillis(500);

    sender.put(queue, claimed(Map.of("PikaBus.DeferredTime", due.toString())), body());

    await().atMost(PATIENCE).until(() -> handled.size() == 1);
    assertThat(Instant.now()).isAfterOrEqualTo(due);
    isACopy(handled.get(0));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_message_that_a_user_delayed_itself_is_delivered_or_reaches_the_error_queue(
      boolean delivered) throws Exception {
    connect();
    consume(false);
    bus.defer(queue, "first", Duration.ofMillis(1));
    await().atMost(PATIENCE).until(() -> handled.size() == 1);
    String to = delivered ? queue : OtherService.unique("nowhere");

    sender.put(
        "PikaBusDelayShort",
        claimed(
            Map.of(
                "x-pikabus-delay-due",
                System.currentTimeMillis() + 300,
                "x-pikabus-delay-queue",
                to,
                "x-pikabus-delay-exchange",
                "PikaBusDirect",
                "x-pikabus-delay-error-queue",
                errors,
                "x-pikabus-delay-header-prefix",
                "PikaBus")),
        body());

    if (delivered) {
      await().atMost(PATIENCE).until(() -> handled.size() == 2);
      isACopy(handled.get(1));
    } else {
      isInTheErrorQueueWithItsUser();
    }
  }

  @Test
  void a_broker_refuses_what_no_copy_may_be() throws Exception {
    connect();
    users.administrator.channel().exchangeDeclare("checked", BuiltinExchangeType.FANOUT);
    try (OtherService other = new OtherService(users.node.uri())) {
      other.channel().confirmSelect();
      other.channel().basicPublish("checked", "", claimed(Map.of()), body());
      await().atMost(PATIENCE).until(() -> !other.channel().isOpen());
      assertThat(other.channel().getCloseReason()).hasMessageContaining("user_id");
    }
  }
}
