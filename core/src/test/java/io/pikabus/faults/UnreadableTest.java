package io.pikabus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.GetResponse;
import io.pikabus.BusStatus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client of RabbitMQ cannot read is one message's trouble, and nobody else's. */
@Tag("broker")
@Timeout(120)
@Tag("slow")
class UnreadableTest extends ProxiedBroker {

  private static final byte[] BODY = "\"poison\"".getBytes(StandardCharsets.UTF_8);

  RawClient raw;

  @BeforeEach
  void openRaw() throws Exception {
    raw = new RawClient(node);
  }

  @AfterEach
  void closeRaw() throws Exception {
    raw.close();
  }

  private static byte[] latin1(int length) {
    byte[] octets = new byte[length];
    Arrays.fill(octets, (byte) 0xE4);
    return octets;
  }

  private static byte[] header(byte[]... entries) {
    byte[] all = Octets.joined(entries);
    return Octets.header(BODY.length, Octets.entry("PikaBus.MessageId", Octets.text("id-1")), all);
  }

  static Stream<Arguments> poisons() {
    return Stream.of(
        Arguments.of(
            "tables", header(Octets.entry("deep", Octets.nestedTables(40))), "header 'deep'"),
        Arguments.of(
            "one table too many",
            header(Octets.entry("deep", Octets.nestedTables(33))),
            "header 'deep'"),
        Arguments.of(
            "arrays", header(Octets.entry("deep", Octets.nestedArrays(500))), "header 'deep'"),
        Arguments.of(
            "arrays in tables",
            header(
                Octets.entry(
                    "deep", Octets.sized('F', Octets.entry("in", Octets.nestedArrays(32))))),
            "header 'deep'"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("poisons")
  void an_unreadable_header_goes_to_the_error_queue_and_all_others_are_handled(
      String what, byte[] header, String reason) throws Exception {
    String sick = peer.queue("sick");
    String calm = peer.queue("calm");
    String errors = Outage.unique("errors");
    raw.put(sick, null, header, BODY);
    peer.put(sick, "\"behind\"");
    peer.put(calm, "\"beside\"");
    List<String> handled = new CopyOnWriteArrayList<>();
    try (PikaBusClient bus = connect("error-queue", errors)) {
      bus.consume(sick, String.class, handled::add);
      bus.consume(calm, String.class, handled::add);

      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> assertThat(handled).containsExactlyInAnyOrder("\"behind\"", "\"beside\""));
      GetResponse aside = inErrorQueue(errors);
      assertThat(aside.getBody()).isEqualTo(BODY);
      Map<String, Object> headers = aside.getProps().getHeaders();
      assertThat(headers.get("PikaBus.ErrorDetails").toString()).contains(reason);
      assertThat(headers.get("PikaBus.SourceQueue")).hasToString(sick);
      assertThat(headers.get("PikaBus.MessageId")).hasToString("id-1");
      assertThat(aside.getProps().getMessageId()).isEqualTo("raw-1");
      await().untilAsserted(() -> assertThat(listed(sick, "messages")).isZero());
      assertThat(bus.status().consumers())
          .allMatch(part -> part.state() == BusStatus.State.WORKING);
      assertThat(proxy.accepted()).as("connections").isEqualTo(2);
    }
  }

  static Stream<Arguments> growing() {
    return Stream.of(
        Arguments.of("a correlation id", Octets.correlated(BODY.length, latin1(200), new byte[0])),
        Arguments.of(
            "the name of a header", header(Octets.entry(latin1(200), Octets.text("value")))),
        Arguments.of(
            "a name inside a header",
            header(
                Octets.entry(
                    "outer", Octets.sized('F', Octets.entry(latin1(255), Octets.text("v")))))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("growing")
  void text_that_is_not_utf_8_and_grows_when_it_is_read_keeps_no_message_from_the_error_queue(
      String what, byte[] header) throws Exception {
    String queue = peer.queue("latin");
    String errors = Outage.unique("errors");
    raw.put(queue, null, header, BODY);
    try (PikaBusClient bus = connect("error-queue", errors, "max-retries", "0")) {
      bus.consume(
          queue,
          String.class,
          text -> {
            throw new IllegalStateException("Not today.");
          });

      assertThat(inErrorQueue(errors).getBody()).isEqualTo(BODY);
      await().untilAsserted(() -> assertThat(listed(queue, "messages")).isZero());
    }
  }

  private GetResponse inErrorQueue(String errors) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> peer.fresh().basicGet(errors, true), found -> found != null);
  }

  @ParameterizedTest(name = "prefetch = {0}")
  @ValueSource(ints = {64, 1})
  void a_body_too_large_stays_in_its_queue_and_all_others_are_handled(int prefetch)
      throws Exception {
    String sick = peer.queue("large");
    String calm = peer.queue("calm");
    peer.put(sick, "x".repeat(300_000));
    peer.put(sick, "y".repeat(100_001));
    for (int i = 0; i < 100; i++) {
      peer.put(sick, "behind");
    }
    peer.put(sick, "z".repeat(100_000));
    peer.put(calm, "beside");
    List<String> handled = new CopyOnWriteArrayList<>();
    try (PikaBusClient bus =
        connect("max-message-size", "100000", "prefetch", String.valueOf(prefetch))) {
      bus.consume(sick, String.class, handled::add);
      bus.consume(calm, String.class, handled::add);

      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(handled).hasSize(102).contains("beside"));
      BusStatus.Part part = bus.status().consumers().get(0);
      assertThat(part.state()).isEqualTo(BusStatus.State.STUCK);
      assertThat(part.reason()).contains(sick).contains("100001").contains("max-message-size");
      assertThat(bus.status().consumers().get(1).state()).isEqualTo(BusStatus.State.WORKING);
      await().untilAsserted(() -> assertThat(listed(sick, "messages")).isEqualTo(2));
      assertThat(proxy.accepted()).as("connections").isEqualTo(2);
    }
    assertThat(peer.takeAll(sick))
        .extracting(found -> found.text().length())
        .containsExactly(300_000, 100_001);
  }

  @Test
  void a_body_beyond_the_limit_of_the_client_alone_is_sent_and_handled() throws Exception {
    node.set("max_message_size", 128 * 1024 * 1024); // As RabbitMQ 3 has it.
    String queue = peer.queue("65-MiB");
    byte[] body = new byte[65 * 1024 * 1024];
    Arrays.fill(body, (byte) 'a');
    List<Integer> handled = new CopyOnWriteArrayList<>();
    try (PikaBusClient bus = connect()) {
      bus.send(queue, body);
      bus.consume(queue, byte[].class, octets -> handled.add(octets.length));

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(handled).containsExactly(body.length));
      assertThat(proxy.accepted()).as("connections").isEqualTo(2);
    }
  }

  @Test
  void a_header_that_was_allowed_under_a_larger_frame_max_is_handled() throws Exception {
    String queue = peer.queue("frame");
    node.set("frame_max", 1_048_576);
    try (RawClient generous = new RawClient(node)) {
      generous
          .channel()
          .basicPublish(
              "",
              queue,
              new AMQP.BasicProperties.Builder()
                  .headers(Map.of("large", "h".repeat(300_000)))
                  .build(),
              BODY);
      generous.channel().waitForConfirmsOrDie(30_000);
    } finally {
      node.set("frame_max", 131_072);
    }
    List<String> handled = new CopyOnWriteArrayList<>();
    try (PikaBusClient bus = connect()) {
      bus.consume(
          queue,
          String.class,
          text ->
              handled.add(
                  bus.incoming().orElseThrow().headers().get("large").toString().length() + text));

      await().untilAsserted(() -> assertThat(handled).containsExactly("300000\"poison\""));
      assertThat(proxy.accepted()).as("connections").isEqualTo(2);
    }
  }

  @Test
  void what_could_not_be_received_is_not_sent() throws Exception {
    String queue = peer.queue("refused");
    Object deep = "inside";
    for (int i = 0; i < 33; i++) {
      deep = i % 2 == 0 ? List.of(deep) : Map.of("in", deep);
    }
    SendOptions tooDeep = SendOptions.none().withHeader("deep", deep);
    SendOptions deepest = SendOptions.none().withHeader("deep", ((List<?>) deep).get(0));
    try (PikaBusClient bus = connect("max-message-size", "1000")) {
      assertThatThrownBy(() -> bus.send(queue, "text", tooDeep))
          .hasMessageContaining("'deep'")
          .hasMessageContaining("32");
      assertThatThrownBy(() -> bus.defer(queue, "text", Duration.ofSeconds(1), tooDeep))
          .hasMessageContaining("'deep'");
      assertThatThrownBy(() -> bus.send(queue, "x".repeat(1001)))
          .hasMessageContaining("1001")
          .hasMessageContaining("max-message-size");
      bus.send(queue, "x".repeat(1000), deepest);
      List<String> handled = new CopyOnWriteArrayList<>();
      bus.consume(queue, String.class, handled::add);

      await().untilAsserted(() -> assertThat(handled).hasSize(1));
    }
  }
}
