package io.pikabus.example.demo;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Places orders and looks what becomes of them, at the shop's door and on the bus. */
final class Walk {
  static final String ORDERS = "pikabus-orders";

  private static final String ERRORS = "error";
  private static final Patience PATIENCE = new Patience(Duration.ofMinutes(1));

  private final UUID good = UUID.randomUUID();
  private final UUID contested = UUID.randomUUID();
  private final UUID tooLarge = UUID.randomUUID();

  private final Shop shop;
  private final Stopwatch sinceStart;
  private final Channel channel;
  private final BusTap tap;

  /** Known once the command was found in the error queue. */
  private String failure = "";

  private Walk(Shop shop, Stopwatch sinceStart, Channel channel) throws IOException {
    this.shop = shop;
    this.sinceStart = sinceStart;
    this.channel = channel;
    this.tap = new BusTap(channel, ORDERS, ERRORS);
  }

  /**
   * Takes the steps.
   *
   * @param sinceStart since the server was started
   */
  static void through(Shop shop, Stopwatch sinceStart, BrokerAddress broker, Findings findings)
      throws Exception {
    try (Connection connection = broker.connect();
        Channel channel = connection.createChannel()) {
      new Walk(shop, sinceStart, channel).take(findings);
    }
  }

  private void take(Findings findings) throws InterruptedException {
    findings.step("an order over HTTP", this::place);
    findings.step("its command is sent", () -> "MessageId " + header(command(good), "MessageId"));
    findings.step("the order is accepted", this::accepted);
    findings.step("the event is audited", this::audited);
    findings.step("the same order again", this::placeAgain);
    findings.step("one order twice at the same time", this::placeTwiceAtOnce);
    findings.step("an order for 5000 pieces", this::placeTooLarge);
    findings.step("no order has a second command", this::noSecondCommand);
    findings.step("the command that failed", this::inErrorQueue);
    findings.step("why it failed", this::errorDetails);
    findings.step("a body that is no JSON", () -> refused("{\"item\": \"rye bread\""));
    findings.step("a body without its item", () -> refused("{\"quantity\": 2, \"amount\": 7.50}"));
    findings.step(
        "a text for a number",
        () -> refused("{\"item\": \"rye bread\", \"quantity\": \"two\", \"amount\": 7.50}"));
    findings.step(
        "an order for nothing",
        () -> refused("{\"item\": \"rye bread\", \"quantity\": 0, \"amount\": 7.50}"));
    findings.step("an order nobody placed", this::unknown);
  }

  private String place() throws IOException, InterruptedException {
    Answer answer = shop.order(good, 2).expect(201);
    String location =
        answer.location().orElseThrow(() -> new DemoException("201, but without a Location"));
    if (!location.equals(shop.url(good))) {
      throw new DemoException(
          "asked for Location %s, found %s".formatted(shop.url(good), location));
    }
    return "201, %s, %s".formatted(location, answer.took());
  }

  private Delivery command(UUID orderId) throws Exception {
    return PATIENCE
        .until(() -> tap.commands(ORDERS, orderId).stream().findFirst())
        .orElseThrow(() -> new DemoException("no command came to queue " + ORDERS));
  }

  private String accepted() throws Exception {
    Stopwatch watch = Stopwatch.start();
    try {
      shop.awaitAccepted(good, PATIENCE);
    } catch (DemoException e) {
      throw new DemoException("%s; %s".formatted(e.getMessage(), consumers()));
    }
    return "ACCEPTED, seen after %s; the first message handled, %s after the server's start"
        .formatted(watch.read(), sinceStart.read());
  }

  /** Somebody else's shop on the same broker takes every other command. */
  private String consumers() throws IOException {
    return "queue %s has %d consumers and should have 1"
        .formatted(ORDERS, channel.queueDeclarePassive(ORDERS).getConsumerCount());
  }

  private String audited() throws Exception {
    JsonObject entry =
        PATIENCE
            .until(this::auditEntry)
            .orElseThrow(() -> new DemoException("the audit says nothing about the order"));
    String expected = header(command(good), "CorrelationId");
    String found = entry.getString("correlationId", "nothing");
    if (!found.equals(expected)) {
      throw new DemoException(
          "asked for CorrelationId %s as in the command, found %s".formatted(expected, found));
    }
    return "CorrelationId %s, as in the command".formatted(found);
  }

  private Optional<JsonObject> auditEntry() throws IOException, InterruptedException {
    return shop.get(shop.audit()).expect(200).json().asJsonArray().stream()
        .map(JsonValue::asJsonObject)
        .filter(entry -> entry.getString("orderId", "").equals(good.toString()))
        .findFirst();
  }

  private String placeAgain() throws IOException, InterruptedException {
    return "409, " + shop.order(good, 2).expect(409).error();
  }

  private String placeTwiceAtOnce() {
    CompletableFuture<Answer> one = shop.orderAsync(contested, 1);
    CompletableFuture<Answer> other = shop.orderAsync(contested, 1);
    List<Integer> statuses =
        Stream.of(one.join().status(), other.join().status()).sorted().toList();
    if (!statuses.equals(List.of(201, 409))) {
      throw new DemoException("asked for 201 and 409, found " + statuses);
    }
    return "201 and 409";
  }

  private String placeTooLarge() throws IOException, InterruptedException {
    Answer answer = shop.order(tooLarge, 5000).expect(201);
    return "201, %s, %s".formatted(shop.url(tooLarge), answer.took());
  }

  private String noSecondCommand() throws Exception {
    command(tooLarge); // sent last, so the others have been seen by now
    for (UUID orderId : List.of(good, contested, tooLarge)) {
      // One that is tried again counts too: nothing here has to be.
      int commands = tap.commands(ORDERS, orderId).size();
      if (commands != 1) {
        throw new DemoException("order %s has %d commands".formatted(orderId, commands));
      }
    }
    return "3 orders, 3 commands";
  }

  private String inErrorQueue() throws Exception {
    // Waits at the tap, so that other services' messages are taken up and put back once only.
    PATIENCE.until(() -> tap.commands(ERRORS, tooLarge).stream().findFirst());
    BasicProperties properties =
        new ErrorQueue(channel, ERRORS)
            .take(tooLarge)
            .orElseThrow(() -> new DemoException("it is not in queue " + ERRORS))
            .getProps();
    String source = Headers.text(properties, "SourceQueue");
    if (!source.equals(ORDERS)) {
      throw new DemoException("asked for SourceQueue %s, found %s".formatted(ORDERS, source));
    }
    failure = Headers.text(properties, "ErrorDetails");
    return "in queue %s: SourceQueue %s, ErrorRetries %s"
        .formatted(ERRORS, source, Headers.text(properties, "ErrorRetries"));
  }

  private String errorDetails() {
    return failure
        .lines()
        .findFirst()
        .orElseThrow(() -> new DemoException("the command says nothing in ErrorDetails"));
  }

  private String refused(String body) throws IOException, InterruptedException {
    return "400, " + shop.post(body).expect(400).error();
  }

  private String unknown() throws IOException, InterruptedException {
    return "404, " + shop.get(shop.url(UUID.randomUUID())).expect(404).error();
  }

  private static String header(Delivery delivery, String name) {
    return Headers.text(delivery.getProperties(), name);
  }
}
