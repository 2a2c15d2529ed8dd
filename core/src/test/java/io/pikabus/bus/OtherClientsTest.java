package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import io.pikabus.IncomingMetadata;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendOptions;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of clients that know AMQP and none of our headers. */
@Tag("broker")
@Tag("slow")
class OtherClientsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  OtherService other;
  PikaBusClient bus;

  final String queue = OtherService.unique("asked");
  final String errors = OtherService.unique("error");
  final List<IncomingMetadata> handled = new CopyOnWriteArrayList<>();
  final BlockingQueue<Delivery> answers = new LinkedBlockingQueue<>();

  @BeforeEach
  void meet() throws Exception {
    other = new OtherService(Broker.shared().uri());
    other.channel().queueDeclare(errors, true, false, false, Map.of());
    Map<String, String> settings = OtherService.sharedBroker();
    settings.put("error-queue", errors);
    settings.put("queue-type", "classic");
    settings.put("retry-delay", "PT0.1S");
    bus = PikaBus.connect(settings);
  }

  @AfterEach
  void disconnect() throws Exception {
    bus.close();
    other.close();
  }

  /** Answers what it is asked, in upper case. */
  private void answering() {
    bus.consume(
        queue,
        String.class,
        text -> {
          handled.add(bus.incoming().orElseThrow());
          bus.reply(text.toUpperCase(java.util.Locale.ROOT));
        });
  }

  private void listen(String replies) throws Exception {
    other
        .channel()
        .basicConsume(replies, true, (tag, delivery) -> answers.add(delivery), tag -> {});
  }

  private void ask(String replyTo, @Nullable String correlationId, Map<String, Object> headers)
      throws Exception {
    other.put(
        queue,
        new AMQP.BasicProperties.Builder()
            .replyTo(replyTo)
            .correlationId(correlationId)
            .headers(headers)
            .build(),
        "ping".getBytes(StandardCharsets.UTF_8));
  }

  private Delivery answer() throws Exception {
    Delivery answer = answers.poll(40, TimeUnit.SECONDS);
    assertThat(answer).isNotNull();
    assertThat(new String(answer.getBody(), StandardCharsets.UTF_8)).isEqualTo("PING");
    return answer;
  }

  private static String header(Delivery answer, String name) {
    return String.valueOf(answer.getProperties().getHeaders().get("PikaBus." + name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"own", "errors", "PikaBusDelay05", "PikaBusDelayShort"})
  void a_reply_goes_to_no_queue_of_ours(String where) throws Exception {
    String target = where.equals("own") ? queue : where.equals("errors") ? errors : where;
    List<Throwable> refused = new CopyOnWriteArrayList<>();
    bus.consume(
        queue,
        String.class,
        text -> {
          try {
            bus.reply(text);
          } catch (IllegalStateException refusal) {
            refused.add(refusal);
          }
        });

    ask(target, null, Map.of());
    ask(target, null, Map.of("PikaBus.ReplyToAddress", target));

    await().atMost(PATIENCE).until(() -> refused.size() == 2);
    assertThat(refused).allSatisfy(each -> assertThat(each).hasMessageContaining(target));
    assertThat(other.ready(errors)).isZero();
  }

  @Test
  void a_request_over_direct_reply_to_is_answered_once() throws Exception {
    answering();
    listen("amq.rabbitmq.reply-to");
    for (String id : List.of("first", "second")) {
      ask("amq.rabbitmq.reply-to", id, Map.of());
      Delivery answer = answer();
      assertThat(answer.getProperties().getCorrelationId()).isEqualTo(id);
      assertThat(header(answer, "CorrelationId")).isEqualTo(id);
    }
    await().atMost(PATIENCE).until(() -> other.ready(queue) == 0);
    assertThat(handled).hasSize(2);
    assertThat(handled.get(0).correlationId()).isEqualTo("first");
    assertThat(handled.get(0).replyToAddress()).startsWith("amq.rabbitmq.reply-to.");
    assertThat(answers).isEmpty();
  }

  @Test
  void a_request_with_an_exclusive_queue_that_the_broker_named_is_answered() throws Exception {
    answering();
    String replies = other.channel().queueDeclare().getQueue();
    listen(replies);
    ask(replies, "c", Map.of());
    Delivery answer = answer();
    assertThat(answer.getProperties().getCorrelationId()).isEqualTo("c");
    assertThat(answer.getEnvelope().getExchange()).isEmpty();
    assertThat(handled.get(0).replyToAddress()).isEqualTo(replies);
  }

  @Test
  void a_request_without_a_correlation_identifier_is_answered_all_the_same() throws Exception {
    answering();
    String replies = other.channel().queueDeclare().getQueue();
    listen(replies);
    ask(replies, null, Map.of("PikaBus.ReplyToAddress", ""));
    assertThat(header(answer(), "CorrelationId")).isNotBlank();
  }

  @Test
  void the_header_wins_over_the_property_and_is_answered_through_the_direct_exchange()
      throws Exception {
    answering();
    String byHeader = other.queue("by-header");
    String byProperty = other.queue("by-property");
    ask(
        byProperty,
        "property",
        Map.of("PikaBus.ReplyToAddress", byHeader, "PikaBus.CorrelationId", "header"));
    GetResponse answer = other.take(byHeader);
    assertThat(answer.getEnvelope().getExchange()).isEqualTo("PikaBusDirect");
    assertThat(answer.getProps().getCorrelationId()).isEqualTo("header");
    assertThat(other.ready(byProperty)).isZero();
  }

  @Test
  void a_request_that_failed_at_first_is_answered_when_it_is_tried_again() throws Exception {
    bus.consume(
        queue,
        String.class,
        text -> {
          handled.add(bus.incoming().orElseThrow());
          if (handled.size() < 3) {
            throw new IllegalStateException("not yet");
          }
          bus.reply("PING");
        });
    listen("amq.rabbitmq.reply-to");
    ask("amq.rabbitmq.reply-to", "late", Map.of());
    assertThat(answer().getProperties().getCorrelationId()).isEqualTo("late");
  }

  @Test
  void work_for_somebody_who_is_gone_is_done_once_and_the_answer_is_set_aside() throws Exception {
    answering();
    OtherService gone = new OtherService(Broker.shared().uri());
    String replies = gone.channel().queueDeclare().getQueue();
    gone.close();
    ask(replies, "gone", Map.of());

    GetResponse setAside = other.take(errors);
    assertThat(new String(setAside.getBody(), StandardCharsets.UTF_8)).isEqualTo("PING");
    assertThat(setAside.getProps().getHeaders().get("PikaBus.ErrorDetails").toString())
        .contains(replies)
        .contains("no queue receives it");
    await().atMost(PATIENCE).until(() -> other.ready(queue) == 0);
    assertThat(handled).hasSize(1);
  }

  @Test
  void an_answer_over_direct_reply_to_to_somebody_who_is_gone_is_dropped() throws Exception {
    OtherService gone = new OtherService(Broker.shared().uri());
    Channel channel = gone.channel();
    channel.queueDeclare(queue, true, false, false, Map.of());
    channel.basicConsume("amq.rabbitmq.reply-to", true, (tag, delivery) -> {}, tag -> {});
    channel.confirmSelect();
    channel.basicPublish(
        "",
        queue,
        new AMQP.BasicProperties.Builder().replyTo("amq.rabbitmq.reply-to").build(),
        "ping".getBytes(StandardCharsets.UTF_8));
    channel.waitForConfirms();
    gone.close();
    answering();
    await().atMost(PATIENCE).until(() -> handled.size() == 1 && other.ready(queue) == 0);
    bus.send(queue, "next", SendOptions.none().withHeader("PikaBus.ReplyToAddress", errors));
    await().atMost(PATIENCE).until(() -> handled.size() >= 2);
    assertThat(handled.get(1).replyToAddress()).isEqualTo(errors);
  }

  /** Why such an answer is never mandatory. */
  @Test
  void the_broker_returns_a_mandatory_answer_over_direct_reply_to_and_delivers_it()
      throws Exception {
    other.channel().queueDeclare(queue, true, false, false, Map.of());
    listen("amq.rabbitmq.reply-to");
    ask("amq.rabbitmq.reply-to", "c", Map.of());
    BlockingQueue<Integer> returned = new LinkedBlockingQueue<>();
    OtherService server = new OtherService(Broker.shared().uri());
    String replyTo = server.take(queue).getProps().getReplyTo();
    server
        .channel()
        .addReturnListener((code, text, exchange, key, properties, body) -> returned.add(code));
    server.channel().basicPublish("", replyTo, true, null, "PING".getBytes(StandardCharsets.UTF_8));
    assertThat(answer()).isNotNull();
    assertThat(returned.poll(20, TimeUnit.SECONDS)).isEqualTo(AMQP.NO_ROUTE);
    server.close();
  }

  @Test
  void long_values_that_came_with_a_message_keep_its_handler_from_sending_nothing()
      throws Exception {
    String out = other.queue("out");
    String longText = "x".repeat(300);
    bus.consume(
        queue,
        String.class,
        text -> {
          IncomingMetadata message = bus.incoming().orElseThrow();
          bus.send(out, "carried");
          SendOptions all = SendOptions.none();
          for (Map.Entry<String, @Nullable Object> each : message.headers().entrySet()) {
            all = all.withHeader(each.getKey(), each.getValue());
          }
          bus.send(out, "copied", all);
          bus.send(
              out, "made of another", all.withHeader("PikaBus.CorrelationId", message.messageId()));
          handled.add(message);
        });
    other.put(
        queue,
        new AMQP.BasicProperties.Builder()
            .headers(
                Map.of(
                    "PikaBus.CorrelationId", longText,
                    "PikaBus.MessageId", "m" + longText,
                    "PikaBus.MessageType", "t" + longText,
                    "PikaBus.ReplyToAddress", "r" + longText,
                    "PikaBus.ContentType", "c" + longText,
                    "priority", "highest"))
            .build(),
        "text".getBytes(StandardCharsets.UTF_8));
    GetResponse carried = other.take(out);
    assertThat(carried.getProps().getCorrelationId()).isNull();
    assertThat(carried.getProps().getHeaders().get("PikaBus.CorrelationId")).hasToString(longText);
    GetResponse copied = other.take(out);
    assertThat(copied.getProps().getMessageId()).isNull();
    assertThat(copied.getProps().getHeaders().get("PikaBus.MessageId")).hasToString("m" + longText);
    assertThat(copied.getProps().getPriority()).isNull();
    assertThat(other.take(out).getProps().getHeaders().get("PikaBus.CorrelationId"))
        .hasToString("m" + longText);
    await().atMost(PATIENCE).until(() -> handled.size() == 1);
  }

  @Test
  void a_body_that_was_compressed_on_its_way_is_read_and_a_damaged_one_is_explained()
      throws Exception {
    List<String> texts = new CopyOnWriteArrayList<>();
    bus.consume(queue, String.class, texts::add);
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write("smørgåsbord".getBytes(StandardCharsets.UTF_8));
    }
    List<AMQP.BasicProperties> properties = new ArrayList<>();
    for (String encoding : List.of("gzip", "gzip:utf-8", "gzip, utf-8")) {
      properties.add(new AMQP.BasicProperties.Builder().contentEncoding(encoding).build());
      other.put(queue, properties.get(properties.size() - 1), zipped.toByteArray());
    }
    other.put(
        queue,
        new AMQP.BasicProperties.Builder().contentEncoding("latin-1").build(),
        "smørgåsbord".getBytes(Charset.forName("ISO-8859-1")));
    await().atMost(PATIENCE).until(() -> texts.size() == 4);
    assertThat(texts).containsOnly("smørgåsbord");

    byte[] damaged = zipped.toByteArray();
    damaged[15] ^= 0x55;
    other.put(queue, properties.get(0), damaged);
    GetResponse setAside = other.take(errors);
    assertThat(setAside.getBody()).isEqualTo(damaged);
    assertThat(setAside.getProps().getHeaders().get("PikaBus.ErrorDetails").toString())
        .contains("content encoding is 'gzip'");
  }
}
