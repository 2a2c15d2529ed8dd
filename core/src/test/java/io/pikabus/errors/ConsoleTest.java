package io.pikabus.errors;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.impl.LongStringHelper;
import io.pikabus.faults.FaultProxy;
import io.pikabus.fixtures.rabbitmq.Broker;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line of the error queue on a real broker. */
@SuppressWarnings("JavaUtilDate") // A header's date is one.
@Tag("slow")
class ConsoleTest {

  Stage stage;

  @BeforeEach
  void open() throws Exception {
    stage = new Stage();
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  private void failed(String messageId) throws Exception {
    stage.failed(stage.headers(messageId), "body of " + messageId);
  }

  @Test
  void a_list_shows_what_failed_and_leaves_all_in_its_order() throws Exception {
    failed("m1");
    Map<String, Object> python = stage.headers("m2");
    python.put(
        "PikaBus.ErrorDetails",
        "Traceback (most recent call last):\n"
            + "  File \"shop.py\", line 3, in place\n"
            + "    raise ValueError('no stock')\n"
            + "ValueError: no stock\n");
    python.put("PikaBus.TimeSent", "2026-11-24T06:32:34.441584+00:00");
    stage.failed(python, "body of m2");

    assertThat(stage.run("list")).isZero();

    assertThat(stage.out().lines().toList())
        .hasSize(4)
        .element(1)
        .asString()
        .contains(
            "2026-11-24T06:31:56",
            stage.orders,
            "shop.PlaceOrder",
            " 6 ",
            "java.lang.IllegalStateException: no stock");
    assertThat(stage.out().lines().toList().get(2))
        .contains("2026-11-24T06:32:34", "ValueError: no stock")
        .doesNotContain("Traceback");
    stage.awaitReady(stage.errors, 2);
    assertThat(stage.take(stage.errors, 2))
        .extracting(Stage::body)
        .containsExactly("body of m1", "body of m2");
  }

  @Test
  void a_retried_message_is_what_it_was_before_it_failed() throws Exception {
    Map<String, Object> foreign = new HashMap<>();
    foreign.put("text", LongStringHelper.asLongString("smørgåsbord"));
    foreign.put("int", 3);
    foreign.put("long", 4L);
    foreign.put("short", (short) 5);
    foreign.put("byte", (byte) 6);
    foreign.put("float", 1.5f);
    foreign.put("double", 2.5d);
    foreign.put("decimal", new BigDecimal("12.34"));
    foreign.put("date", new Date(1_795_501_954_000L));
    foreign.put("octets", new byte[] {1, 2, (byte) 0xFF});
    foreign.put("yes", true);
    foreign.put("nothing", null);
    foreign.put("list", List.of(1, LongStringHelper.asLongString("two")));
    foreign.put("table", Map.of("inner", 7L));
    foreign.put("traceparent", "00-1-2-01");
    Map<String, Object> headers = stage.headers("m1");
    headers.putAll(foreign);
    AMQP.BasicProperties properties =
        new AMQP.BasicProperties.Builder()
            .contentType("application/json")
            .contentEncoding("utf-8")
            .headers(headers)
            .deliveryMode(2)
            .priority(3)
            .correlationId("c1")
            .replyTo("customers")
            .messageId("m1")
            .timestamp(new Date(1_795_501_954_000L))
            .type("shop.PlaceOrder")
            .appId("shop")
            .clusterId("c")
            .build();
    byte[] body = {0, 1, (byte) 0xFF};
    stage.put(properties, body);
    stage.run("list"); // It is redelivered from now on, which is no reason for a mark.

    assertThat(stage.run("retry", "m1")).isZero();

    GetResponse retried = stage.take(stage.orders, 1).get(0);
    assertThat(retried.getBody()).isEqualTo(body);
    Map<String, Object> expected = new HashMap<>(headers);
    List.of("PikaBus.ErrorRetries", "PikaBus.ErrorDetails", "PikaBus.SourceQueue")
        .forEach(expected::remove);
    Map<String, Object> came = new HashMap<>(retried.getProps().getHeaders());
    assertThat(came.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, value) ->
            assertThat(came.get(name))
                .as(name)
                .isEqualTo(
                    value instanceof String text ? LongStringHelper.asLongString(text) : value));
    assertThat(retried.getProps())
        .usingRecursiveComparison()
        .ignoringFields("headers", "bodySize")
        .isEqualTo(properties);
    stage.awaitReady(stage.errors, 0);
  }

  @Test
  void a_selection_is_retried_and_the_others_keep_their_order() throws Exception {
    for (int i = 0; i < 6; i++) {
      Map<String, Object> headers = stage.headers("m" + i);
      if (i % 2 == 0) {
        headers.put("PikaBus.MessageType", "shop.CancelOrder");
      }
      stage.failed(headers, "body of m" + i);
    }

    assertThat(stage.run("retry", "--type", "shop.CancelOrder", "--limit", "2")).isZero();

    assertThat(stage.out()).endsWith("2 sent, 0 not sent\n");
    assertThat(stage.take(stage.orders, 2))
        .extracting(Stage::body)
        .containsExactly("body of m0", "body of m2");
    stage.awaitReady(stage.errors, 4);
    assertThat(stage.take(stage.errors, 4))
        .extracting(Stage::body)
        .containsExactly("body of m1", "body of m3", "body of m4", "body of m5");
  }

  @Test
  void a_message_goes_to_the_queue_of_to_and_nothing_is_created() throws Exception {
    Map<String, Object> lost = stage.headers("m1");
    lost.remove("PikaBus.SourceQueue");
    stage.failed(lost, "lost");
    Map<String, Object> gone = stage.headers("m2");
    gone.put("PikaBus.SourceQueue", "gone-" + stage.suffix);
    stage.failed(gone, "gone");

    assertThat(stage.run("retry", "--all")).isEqualTo(1);
    assertThat(stage.out())
        .contains("nothing says in which queue it failed: say --to QUEUE", "no queue took it (404")
        .endsWith("0 sent, 2 not sent\n");
    stage.awaitReady(stage.errors, 2);

    assertThat(stage.run("retry", "--all", "--to", stage.orders)).isZero();
    assertThat(stage.take(stage.orders, 2))
        .allSatisfy(
            each ->
                assertThat(each.getProps().getHeaders())
                    .doesNotContainKeys("PikaBus.PossibleDuplicate", "PikaBus.SourceQueue"));
    stage.awaitReady(stage.errors, 0);
  }

  @Test
  void a_dry_run_says_what_would_be_sent() throws Exception {
    failed("m1");

    assertThat(stage.run("retry", "--queue", stage.orders, "--dry-run")).isZero();

    assertThat(stage.out()).contains("would be sent to " + stage.orders, "1 would be sent");
    stage.awaitReady(stage.errors, 1);
    assertThat(stage.channel.messageCount(stage.orders)).isZero();
  }

  @Test
  void of_two_failures_of_a_message_the_later_one_is_sent() throws Exception {
    failed("m1");
    Map<String, Object> later = stage.headers("m1");
    later.put("PikaBus.ErrorRetries", 2);
    stage.failed(later, "body of m1");
    List<String> ids = stage.listed();

    assertThat(stage.run("retry", "--all")).isEqualTo(1);

    assertThat(stage.out())
        .contains(
            ids.get(0) + " not sent: a later failure of the same message", ids.get(1) + " sent");
    assertThat(stage.take(stage.orders, 1)).hasSize(1);
    assertThat(stage.listed()).containsExactly(ids.get(0));
    assertThat(stage.run("retry", ids.get(0))).isZero();
  }

  @Test
  void an_event_that_failed_in_two_queues_is_retried_in_both() throws Exception {
    String other = "other-" + stage.suffix;
    stage.channel.queueDeclare(other, true, false, true, Map.of());
    failed("m1");
    Map<String, Object> second = stage.headers("m1");
    second.put("PikaBus.SourceQueue", other);
    stage.failed(second, "body of m1");

    assertThat(stage.run("retry", "m1")).isEqualTo(1);
    assertThat(stage.out()).contains("m1 not sent: several messages have this id: name one of");

    assertThat(stage.run("retry", "m1", "--queue", other)).isZero();
    assertThat(stage.run("retry", "--all")).isZero();
    assertThat(stage.take(other, 1)).hasSize(1);
    stage.channel.queueDelete(other);
    assertThat(stage.take(stage.orders, 1)).hasSize(1);
  }

  @Test
  void strangers_with_equal_bodies_and_no_id_are_all_retried() throws Exception {
    for (int i = 0; i < 3; i++) {
      stage.put(null, "tick".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(stage.run("retry", "--all", "--to", stage.orders)).isZero();

    assertThat(stage.take(stage.orders, 3))
        .hasSize(3)
        .allSatisfy(
            each ->
                assertThat(
                        each.getProps().getHeaders() == null
                            || each.getProps().getHeaders().isEmpty())
                    .isTrue());
    stage.awaitReady(stage.errors, 0);
  }

  @Test
  void what_a_hostile_sender_writes_does_not_reach_the_terminal() throws Exception {
    Map<String, Object> hostile = stage.headers("m\u001b[2J1");
    hostile.put("PikaBus.SourceQueue", "q\u001b]0;title\u0007\n\u202Eevil");
    hostile.put("PikaBus.ErrorRetries", Map.of("a", 1));
    hostile.put("PikaBus.ErrorDetails", List.of("\u001b[31m", new byte[] {(byte) 0xFF}));
    hostile.put("PikaBus.TimeSent", "never\r\n");
    hostile.put("PikaBus.MessageType", new byte[] {(byte) 0xC3, 0x28});
    hostile.put("x\u001b[1m", "\u001b[5m\r");
    stage.failed(hostile, "\u001b[2Jbody\u202E\n\u0000end");
    stage.put(Stage.properties(Map.of()), new byte[10 * 1024 * 1024]);

    List<String> ids = stage.listed();
    assertThat(ids).hasSize(2);
    assertHarmless();
    assertThat(stage.run("show", ids.get(0))).isZero();
    assertThat(stage.out()).contains("\\u001B[2Jbody");
    assertHarmless();
    assertThat(stage.run("show", ids.get(1))).isZero();
    assertThat(stage.out().length()).isLessThan(50_000);
    assertThat(stage.run("retry", "--all")).isEqualTo(1);
    assertHarmless();
    stage.awaitReady(stage.errors, 2);
  }

  private void assertHarmless() {
    assertThat(stage.out().chars())
        .noneMatch(
            unit ->
                unit != '\n'
                    && (Character.isISOControl(unit)
                        || Character.getType(unit) == Character.FORMAT));
  }

  @Test
  void a_message_that_fails_again_meanwhile_is_not_taken_a_second_time() throws Exception {
    for (int i = 0; i < 20; i++) {
      failed("m" + i);
    }
    stage
        .connection
        .createChannel()
        .basicConsume(
            stage.orders,
            true,
            (tag, message) -> {
              Map<String, Object> headers = new HashMap<>(message.getProperties().getHeaders());
              headers.put("PikaBus.SourceQueue", stage.orders);
              headers.put("PikaBus.ErrorRetries", 1);
              try (var own = stage.connection.createChannel()) {
                own.basicPublish("", stage.errors, Stage.properties(headers), message.getBody());
              } catch (TimeoutException late) {
                throw new IOException(late);
              }
            },
            tag -> {});

    assertThat(stage.run("retry", "--all")).isZero();

    assertThat(stage.out()).endsWith("20 sent, 0 not sent\n");
    stage.awaitReady(stage.errors, 20);
  }

  @Test
  void a_rate_is_kept() throws Exception {
    for (int i = 0; i < 6; i++) {
      failed("m" + i);
    }
    long begin = System.nanoTime();

    assertThat(stage.run("retry", "--all", "--rate", "5")).isZero();

    assertThat(System.nanoTime() - begin).isGreaterThan(1_000_000_000L);
  }

  @Test
  void an_error_queue_that_does_not_exist_is_no_failure_of_a_list() {
    assertThat(
            stage.run(
                Stage.environment(), List.of("list", "--error-queue", "none-" + UUID.randomUUID())))
        .isZero();
    assertThat(stage.out()).contains("There is no queue 'none-");
    assertThat(
            stage.run(
                Stage.environment(),
                List.of("retry", "abcd1234", "--error-queue", "none-" + UUID.randomUUID())))
        .isEqualTo(1);
  }

  @Test
  void no_password_is_shown_or_taken_from_the_command_line() {
    assertThat(stage.run("list", "--password", "geheim")).isEqualTo(2);
    assertThat(stage.run("list", "--password=geheim")).isEqualTo(2);
    assertThat(stage.err())
        .contains("MP_MESSAGING_CONNECTOR_PIKABUS_PASSWORD")
        .doesNotContain("geheim");
    Map<String, String> wrong = Stage.environment();
    wrong.put(Stage.PREFIX + "PASSWORD", "geheim");
    wrong.put(Stage.PREFIX + "CONNECTION_TIMEOUT", "PT2S");
    assertThat(stage.run(wrong, List.of("list"))).isEqualTo(3);
    assertThat(stage.err()).contains("failed", "ACCESS_REFUSED").doesNotContain("geheim");
  }

  @Test
  void an_export_writes_everything_and_takes_nothing(@TempDir Path directory) throws Exception {
    Map<String, Object> headers = stage.headers("m1");
    headers.put("octets", new byte[] {(byte) 0xFF});
    stage.failed(headers, "{\"id\":\"ø\"}");
    stage.put(null, new byte[] {(byte) 0xC3, 0x28});
    Path file = directory.resolve("failed.ndjson");

    assertThat(stage.run("export", file.toString())).isZero();

    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(2);
    try (Jsonb jsonb = JsonbBuilder.create()) {
      assertThat(jsonb.fromJson(lines.get(0), Map.class))
          .containsEntry("messageId", "m1")
          .containsEntry("failedIn", stage.orders)
          .containsEntry("body", "{\"id\":\"ø\"}");
      assertThat(jsonb.fromJson(lines.get(1), Map.class)).containsEntry("bodyBase64", "wyg=");
    }
    stage.awaitReady(stage.errors, 2);
    assertThat(stage.run("export", file.toString())).isEqualTo(Console.NOT_ALL);
    assertThat(Files.readAllLines(file)).isEqualTo(lines);
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void a_retry_whose_connections_are_cut_goes_on_and_sends_nothing_twice() throws Exception {
    int messages = 12;
    for (int i = 0; i < messages; i++) {
      failed("m" + i);
    }
    try (FaultProxy proxy = new FaultProxy(Broker.shared().uri().getPort())) {
      Map<String, String> environment = new HashMap<>(Stage.environment());
      environment.put(Stage.PREFIX + "HOST", "127.0.0.1");
      environment.put(Stage.PREFIX + "PORT", String.valueOf(proxy.port()));
      Map<RetryRun.Step, Integer> times = new EnumMap<>(RetryRun.Step.class);
      int code =
          stage.run(
              environment,
              stage.words("retry", "--all"),
              step -> {
                int time = times.merge(step, 1, Integer::sum);
                boolean lost =
                    step == RetryRun.Step.ANSWERED && time == 3
                        || step == RetryRun.Step.WRITTEN && time == 7
                        || step == RetryRun.Step.ACKNOWLEDGED && time == 9;
                if (lost) {
                  proxy.cutAll(FaultProxy.Cut.RESET);
                }
              });
      assertThat(code).as(stage.out() + stage.err()).isZero();
      assertThat(proxy.accepted()).isGreaterThanOrEqualTo(2 + 3);
    }

    Map<String, List<GetResponse>> copies =
        stage.take(stage.orders, messages).stream().collect(Collectors.groupingBy(Stage::body));
    assertThat(copies).hasSize(messages);
    assertThat(copies.values())
        .allSatisfy(
            each ->
                assertThat(each.stream().skip(1))
                    .allSatisfy(
                        twin ->
                            assertThat(twin.getProps().getHeaders())
                                .containsKey("PikaBus.PossibleDuplicate")));
    assertThat(stage.listed()).isEmpty();
  }

  @Test
  void a_retry_that_is_stopped_in_order_leaves_the_rest_and_no_note() throws Exception {
    for (int i = 0; i < 5; i++) {
      failed("m" + i);
    }

    assertThat(stage.stoppedAfterOne("retry", "--all")).isEqualTo(Console.NOT_ALL);

    assertThat(stage.out()).endsWith("1 sent, 4 not sent\n");
    stage.awaitReady(stage.errors, 4);
    assertThat(stage.take(stage.errors, 4))
        .extracting(Stage::body)
        .containsExactly("body of m1", "body of m2", "body of m3", "body of m4");
  }
}
