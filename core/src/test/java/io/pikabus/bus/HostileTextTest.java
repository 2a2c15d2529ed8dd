package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import io.pikabus.BusStatus;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendException;
import io.pikabus.SendOptions;
import io.pikabus.SendOutcome;
import io.pikabus.faults.Log;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Text from the wire that would forge lines of a log, move a terminal's cursor, turn the direction
 * of writing or fill a disk: in all that one bus logs, throws and says of itself.
 */
@Tag("slow")
class HostileTextTest {

  private static final String SHORT = "\u001b[2J\u202egnihton\u2066\u0085 ";
  private static final String LONG = "\r\nSEVERE forged\u2028" + SHORT + "x".repeat(100_000);
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** Of one sentence, which may quote several texts. */
  private static final int LONGEST = 2_500;

  public record Order(int id) {}

  private final Log log = Log.instead();
  private final List<String> offences = new CopyOnWriteArrayList<>();
  private final List<Throwable> thrown = new CopyOnWriteArrayList<>();
  private final String queue = OtherService.unique("q" + SHORT);
  private final String errors = OtherService.unique("e" + SHORT);

  @AfterEach
  void leave() {
    log.close();
  }

  private void look(String what, String text) {
    boolean forged = text.codePoints().anyMatch(HostileTextTest::isObeyed);
    if (forged || text.length() >= LONGEST) {
      offences.add(
          "%s of %d characters%s: %.400s"
              .formatted(what, text.length(), forged ? ", not escaped" : "", text));
    }
  }

  private static boolean isObeyed(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private void tries(Runnable work) {
    Throwable failure = catchThrowable(work::run);
    assertThat(failure).isNotNull();
    thrown.add(failure);
  }

  private static AMQP.BasicProperties hostile() {
    Map<String, Object> headers = new HashMap<>();
    for (String name :
        List.of(
            "MessageId", "MessageType", "Intent", "TimeSent", "ErrorRetries", "ReplyToAddress")) {
      headers.put("PikaBus." + name, LONG.substring(0, 20_000));
    }
    headers.put("x" + SHORT, LONG.substring(0, 5_000));
    return new AMQP.BasicProperties.Builder()
        .headers(headers)
        .messageId(SHORT)
        .correlationId(SHORT)
        .contentEncoding("gzip," + SHORT)
        .replyTo(SHORT)
        .type(SHORT)
        .build();
  }

  @Test
  void nothing_that_a_bus_logs_throws_or_says_of_itself_can_be_forged() throws Exception {
    Map<String, String> settings = OtherService.sharedBroker();
    settings.putAll(
        Map.of(
            "error-queue", errors,
            "max-retries", "1",
            "retry-delay", "PT0S",
            "queue-type", "classic",
            "confirm-timeout", "PT10S"));
    try (OtherService other = new OtherService(Broker.shared().uri());
        PikaBusClient bus = PikaBus.connect(settings)) {
      bus.consume(
          queue,
          String.class,
          body -> {
            tries(() -> bus.reply("answer"));
            tries(() -> bus.reply("answer", SendOptions.none().withExchange(SHORT)));
            throw new IllegalStateException(LONG + bus.incoming().orElseThrow());
          });
      String typed = OtherService.unique("typed" + SHORT);
      bus.consume(typed, Order.class, order -> {});

      other.put(queue, hostile(), "text".getBytes(StandardCharsets.UTF_8));
      AMQP.BasicProperties plain = new AMQP.BasicProperties.Builder().messageId(SHORT).build();
      other.put(queue, plain.builder().replyTo(SHORT).build(), new byte[] {'x'});
      other.put(typed, plain, LONG.getBytes(StandardCharsets.UTF_8));
      other.put(typed, plain, ("{\"id\":\"" + LONG + "\"}").getBytes(StandardCharsets.UTF_8));
      other.put(typed, hostile(), new byte[] {'{'});

      tries(() -> bus.send("nowhere" + SHORT, "x"));
      tries(() -> bus.publish("nobody." + SHORT, "x"));
      tries(() -> bus.send(LONG, "x"));
      tries(() -> bus.send("q", "x", SendOptions.none().withExchange("none" + SHORT)));
      tries(() -> bus.send("q", "x", SendOptions.none().withHeader(LONG, "x")));
      tries(() -> bus.send("q", "x", SendOptions.none().withHeader("h" + SHORT, new Order(1))));
      tries(() -> bus.send("q", "x", SendOptions.none().withHeader("priority", LONG)));
      tries(() -> bus.messageCount("none" + SHORT));
      tries(() -> bus.subscribe("none" + SHORT, "topic" + SHORT));
      tries(() -> bus.consume(errors, String.class, body -> {}));

      await().atMost(PATIENCE).ignoreExceptions().until(() -> bus.messageCount(errors) == 5);
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        look("name of a thread", thread.getName());
      }
      BusStatus status = bus.status();
      look("reason of the connection", status.publishing().reason());
      status.consumers().forEach(part -> look("reason of a consumer", part.reason()));
    }
    for (Throwable each : thrown) {
      look(each.getClass().getName(), String.valueOf(each.getMessage()));
    }
    assertThat(thrown).hasSizeGreaterThanOrEqualTo(14);
    for (LogRecord entry : log.records()) {
      look("a log's sentence", new SimpleFormatter().formatMessage(entry));
      Throwable failure = entry.getThrown();
      if (failure != null && failure.getClass().getPackageName().equals("io.pikabus")) {
        look("exception in the log", String.valueOf(failure.getMessage()));
      }
    }
    assertThat(log.records().stream().map(LogRecord::getThrown)).anyMatch(each -> each != null);
    assertThat(offences).isEmpty();
  }

  @Test
  void a_brokers_replies_cannot_forge_what_an_exception_says() {
    List<SendOutcome> outcomes =
        List.of(
            new SendOutcome.Unroutable(312, LONG),
            new SendOutcome.Refused(LONG),
            new SendOutcome.Unknown(SendOutcome.Cause.TIMED_OUT, LONG),
            new SendOutcome.Unknown(SendOutcome.Cause.CONNECTION_LOST, LONG, false));
    for (SendOutcome outcome : outcomes) {
      look("SendException", new SendException("Command 1", outcome).getMessage());
    }
    assertThat(offences).isEmpty();
  }
}
