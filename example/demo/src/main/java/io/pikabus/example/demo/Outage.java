package io.pikabus.example.demo;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.pikabus.fixtures.rabbitmq.Broker;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Stops the broker, places an order, and looks what becomes of it once the broker is back. */
final class Outage {
  private static final String ORDER = "an order while the broker is down";
  private static final Duration AT_ONCE = Duration.ofSeconds(5);
  private static final Patience PATIENCE = new Patience(Duration.ofMinutes(1));

  /** Keeps the command for a look at it. Lasts over the outage, and ends with the demo's broker. */
  private static final String WITNESS = "demo-witness";

  private final UUID orderId = UUID.randomUUID();
  private final Shop shop;
  private final PrivateNode node;
  private final BrokerAddress address;

  private Outage(Shop shop, PrivateNode node, BrokerAddress address) {
    this.shop = shop;
    this.node = node;
    this.address = address;
  }

  /** Takes its steps if the broker is one that the demo started itself. */
  static void through(Shop shop, Broker broker, BrokerAddress address, Findings findings)
      throws InterruptedException {
    if (broker instanceof PrivateNode node) {
      new Outage(shop, node, address).take(findings);
    } else {
      findings.leaveOut(ORDER, "the demo does not stop this one, " + broker.describe());
    }
  }

  private void take(Findings findings) throws InterruptedException {
    findings.step(ORDER, this::place);
    findings.step("its command, the broker being back", this::command);
    findings.step("that order is accepted, too", this::accepted);
  }

  private String place() throws Exception {
    try (Connection connection = address.connect();
        Channel channel = connection.createChannel()) {
      channel.queueDeclare(WITNESS, true, false, false, null);
      channel.queueBind(WITNESS, BusTap.DIRECT_EXCHANGE, Walk.ORDERS);
    }
    node.stop();
    Stopwatch watch = Stopwatch.start();
    shop.order(orderId, 3).expect(201);
    if (watch.elapsed().compareTo(AT_ONCE) > 0) {
      throw new DemoException("201, but only after " + watch.read());
    }
    return "201, %s, %s".formatted(shop.url(orderId), watch.read());
  }

  private String command() throws Exception {
    node.start();
    try (Connection connection = address.connect();
        Channel channel = connection.createChannel()) {
      GetResponse command =
          PATIENCE
              .until(() -> next(channel))
              .orElseThrow(() -> new DemoException("no command came to queue " + Walk.ORDERS));
      return "MessageId " + Headers.text(command.getProps(), "MessageId");
    }
  }

  private Optional<GetResponse> next(Channel channel) throws Exception {
    return Optional.ofNullable(channel.basicGet(WITNESS, true))
        .filter(message -> BusTap.text(message.getBody()).contains(orderId.toString()));
  }

  private String accepted() throws Exception {
    Stopwatch watch = Stopwatch.start();
    shop.awaitAccepted(orderId, PATIENCE);
    return "ACCEPTED, seen after " + watch.read();
  }
}
