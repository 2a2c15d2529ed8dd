package io.pikabus.documentation;

import io.pikabus.PikaBus;
import io.pikabus.ReceivedMessage;
import io.pikabus.TransactionException;
import java.time.Duration;
import java.util.List;

/** What the Javadoc of receiving and of transactions shows. */
record Billing(PikaBus bus, List<String> lost) {

  record Order(String id) {}

  record Invoice(Order order) {}

  void next() {
    bus.inTransaction(
        () -> {
          ReceivedMessage<Order> order =
              bus.receive("orders", Order.class, Duration.ofSeconds(5)).orElseThrow();
          bus.send("billing", new Invoice(order.payload()));
        });
  }

  void look() {
    bus.receive("orders", Order.class)
        .filter(order -> !order.metadata().redelivered())
        .ifPresent(order -> bill(order.payload()));
  }

  void tell(Invoice invoice) {
    bus.inTransaction(
        () -> {
          bus.send("billing", invoice);
          bus.publish("order.billed", invoice);
        });
  }

  void bill(Order order) {
    try {
      bus.inTransaction(() -> bus.send("billing", new Invoice(order)));
    } catch (TransactionException failed) {
      failed.messages().stream()
          .filter(message -> !message.isConfirmed())
          .forEach(message -> lost.add(message.messageId() + ": " + message.outcome()));
      throw failed;
    }
  }
}
