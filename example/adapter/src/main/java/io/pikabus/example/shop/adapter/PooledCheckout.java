package io.pikabus.example.shop.adapter;

import io.pikabus.PikaBusConnection;
import io.pikabus.PikaBusConnectionFactory;
import io.pikabus.SendOptions;
import io.pikabus.example.shop.Checkout;
import io.pikabus.example.shop.Order;
import io.pikabus.example.shop.Orders;
import io.pikabus.example.shop.messages.PlaceOrder;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

/** Sends the command on a connection of the pool. */
@ApplicationScoped
public class PooledCheckout implements Checkout {
  private static final SendOptions TYPED = SendOptions.none().withMessageType("shop.PlaceOrder");

  @Inject Orders orders;

  @Resource(lookup = "java:comp/env/bus")
  @SuppressWarnings("NullAway.Init")
  PikaBusConnectionFactory factory;

  @Override
  @Transactional
  public Order place(PlaceOrder command) {
    Order order = orders.add(command);
    try (PikaBusConnection bus = factory.connect()) {
      bus.send("pikabus-orders", command, TYPED); // leaves when this has committed
    }
    return order;
  }
}
