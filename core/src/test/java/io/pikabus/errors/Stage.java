package io.pikabus.errors;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.pikabus.faults.RawClient;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** An error queue on the shared broker, a queue whose messages failed, and the command line. */
final class Stage implements AutoCloseable {

  static final String PREFIX = "MP_MESSAGING_CONNECTOR_PIKABUS_";

  final String suffix = UUID.randomUUID().toString().substring(0, 8);
  final String errors = "error-" + suffix;
  final String orders = "orders-" + suffix;
  final Connection connection;
  final Channel channel;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  Stage() throws Exception {
    this(Map.of());
  }

  Stage(Map<String, Object> argumentsOfErrorQueue) throws Exception {
    RawClient peer = new RawClient(Broker.shared());
    channel = peer.channel();
    connection = channel.getConnection();
    peer.declare(errors, argumentsOfErrorQueue);
    peer.declare(orders, Map.of());
  }

  /** The variables by which the command line finds the broker. */
  static Map<String, String> environment() {
    URI uri = Broker.shared().uri();
    String[] user = uri.getUserInfo().split(":", 2);
    Map<String, String> variables = new HashMap<>();
    variables.put(PREFIX + "HOST", uri.getHost());
    variables.put(PREFIX + "PORT", String.valueOf(uri.getPort()));
    variables.put(PREFIX + "USERNAME", user[0]);
    variables.put(PREFIX + "PASSWORD", user[1]);
    if (uri.getPath() != null && uri.getPath().length() > 1) {
      variables.put(PREFIX + "VIRTUAL_HOST", uri.getPath().substring(1));
    }
    return variables;
  }

  /** Runs a command line on this error queue. */
  int run(String... words) {
    return run(environment(), words(words));
  }

  /** A command line for this error queue. */
  List<String> words(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--error-queue", errors));
    return all;
  }

  int run(Map<String, String> environment, List<String> words) {
    return run(environment, words, step -> {});
  }

  /**
   * Runs a command line.
   *
   * @param steps hears each step of a retry, on this thread
   */
  int run(Map<String, String> environment, List<String> words, Consumer<RetryRun.Step> steps) {
    return console(environment, steps).run(words);
  }

  private Console console(Map<String, String> environment, Consumer<RetryRun.Step> steps) {
    out.reset();
    err.reset();
    return new Console(
        Map.of(),
        environment,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        steps);
  }

  /** For several threads: nobody reads what it says. */
  int alone(String... words) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    return new Console(Map.of(), environment(), nowhere, nowhere, step -> {}).run(words(words));
  }

  /** Runs a command line that is stopped behind its first message. */
  int stoppedAfterOne(String... words) {
    AtomicReference<Console> console = new AtomicReference<>();
    console.set(
        console(
            environment(),
            step -> {
              if (step == RetryRun.Step.ACKNOWLEDGED) {
                console.get().stop();
              }
            }));
    return console.get().run(words(words));
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** The ids of the last list, in its order. */
  List<String> listed() {
    run("list");
    return out()
        .lines()
        .filter(line -> line.matches("[0-9a-f]{12} .*"))
        .map(line -> line.substring(0, 12))
        .toList();
  }

  /** A message that failed in {@code orders}, as PikaBus of either language leaves it. */
  Map<String, Object> headers(String messageId) {
    Map<String, Object> headers = new LinkedHashMap<>();
    headers.put("PikaBus.MessageId", messageId);
    headers.put("PikaBus.CorrelationId", "c-" + messageId);
    headers.put("PikaBus.TimeSent", "11/24/2026 06:31:56");
    headers.put("PikaBus.Intent", "command");
    headers.put("PikaBus.MessageType", "shop.PlaceOrder");
    headers.put("PikaBus.ReplyToAddress", "customers");
    headers.put("PikaBus.ErrorRetries", 6);
    headers.put(
        "PikaBus.ErrorDetails",
        "java.lang.IllegalStateException: no stock\n\tat shop.Orders.place(Orders.java:7)\n");
    headers.put("PikaBus.SourceQueue", orders);
    return headers;
  }

  static AMQP.BasicProperties properties(Map<String, Object> headers) {
    return new AMQP.BasicProperties.Builder()
        .contentType("application/json")
        .deliveryMode(2)
        .headers(headers)
        .build();
  }

  void failed(Map<String, Object> headers, String body) throws Exception {
    put(properties(headers), body.getBytes(StandardCharsets.UTF_8));
  }

  void put(AMQP.BasicProperties properties, byte[] body) throws Exception {
    channel.basicPublish("", errors, properties, body);
    channel.waitForConfirms(30_000);
  }

  /** Takes all that is there, waiting for so many. */
  List<GetResponse> take(String queue, int least) throws Exception {
    List<GetResponse> taken = new ArrayList<>();
    Awaitility.await("messages of " + queue)
        .atMost(Duration.ofSeconds(40))
        .until(
            () -> {
              Stream.generate(() -> get(queue)).takeWhile(got -> got != null).forEach(taken::add);
              return taken.size() >= least;
            });
    return taken;
  }

  private GetResponse get(String queue) {
    try {
      return channel.basicGet(queue, true);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  static String body(GetResponse message) {
    return new String(message.getBody(), StandardCharsets.UTF_8);
  }

  /** Waits until so many are ready. */
  void awaitReady(String queue, long messages) {
    Awaitility.await("%d messages in %s".formatted(messages, queue))
        .atMost(Duration.ofSeconds(40))
        .until(() -> channel.messageCount(queue) == messages);
  }

  @Override
  public void close() throws Exception {
    Channel last = connection.createChannel();
    last.queueDelete(errors);
    last.queueDelete(orders);
    connection.abort();
  }
}
