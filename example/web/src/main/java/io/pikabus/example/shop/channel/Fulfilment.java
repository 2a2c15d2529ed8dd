package io.pikabus.example.shop;

import io.pikabus.IncomingMetadata;
import io.pikabus.PikaBus;
import io.pikabus.SendOptions;
import io.pikabus.example.shop.messages.OrderAccepted;
import io.pikabus.example.shop.messages.OrderRejected;
import io.pikabus.example.shop.messages.OrderStatus;
import io.pikabus.example.shop.messages.PlaceOrder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Decides about orders, whoever sent them. */
@ApplicationScoped
public class Fulfilment {
  static final int LARGEST_QUANTITY = 1000;

  @Inject Orders orders;
  @Inject PikaBus bus;

  /** What it changes and what it sends are one transaction; then the command is acknowledged. */
  @Incoming("pikabus-orders")
  @Transactional
  public void decide(PlaceOrder command) {
    if (command.quantity() > LARGEST_QUANTITY) {
      // Goes to the error queue, where somebody can look at it.
      throw new IllegalArgumentException(
          "Order %s is for %d pieces, the shop sells at most %d at a time; split the order."
              .formatted(command.orderId(), command.quantity(), LARGEST_QUANTITY));
    }
    Order order = orders.find(command.orderId()).orElseGet(() -> orders.add(command));
    boolean news = order.getStatus() == OrderStatus.PLACED;
    order.decide();
    if (order.getStatus() == OrderStatus.ACCEPTED) {
      OrderAccepted accepted = new OrderAccepted(order.getOrderId(), order.getStatus());
      if (news) { // not when the command comes again
        bus.publish("order.accepted", accepted, typed("shop.OrderAccepted"));
      }
      reply(accepted, "shop.OrderAccepted");
    } else {
      reply(new OrderRejected(order.getOrderId(), order.getStatus()), "shop.OrderRejected");
    }
  }

  private void reply(Object answer, String messageType) {
    bus.incoming()
        .map(IncomingMetadata::replyToAddress)
        .ifPresent(address -> bus.reply(answer, typed(messageType)));
  }

  private static SendOptions typed(String messageType) {
    return SendOptions.none().withMessageType(messageType);
  }
}
