package io.pikabus.example.shop;

import io.pikabus.SendOptions;
import io.pikabus.example.shop.messages.OrderAccepted;
import io.pikabus.example.shop.messages.OrderRejected;
import io.pikabus.example.shop.messages.OrderStatus;

/**
 * What the shop says about an order.
 *
 * @param isNews whether others have not heard of it yet
 */
public record Decision(Object answer, SendOptions typed, boolean isNews) {

  static Decision about(Order order, OrderStatus before) {
    if (order.getStatus() != OrderStatus.ACCEPTED) {
      return new Decision(
          new OrderRejected(order.getOrderId(), order.getStatus()),
          SendOptions.none().withMessageType("shop.OrderRejected"),
          false);
    }
    return new Decision(
        new OrderAccepted(order.getOrderId(), order.getStatus()),
        SendOptions.none().withMessageType("shop.OrderAccepted"),
        before == OrderStatus.PLACED); // not when the command comes again
  }
}
