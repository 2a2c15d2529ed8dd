package io.pikabus.example.shop;

import io.pikabus.example.shop.messages.PlaceOrder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;

/** Takes orders. */
@ApplicationScoped
public class Checkout {
  @Inject Orders orders;

  @Inject
  @Channel("order-commands")
  Emitter<PlaceOrder> commands;

  /** Stores the order and sends the command: both, or neither, be the broker there or not. */
  @Transactional
  public Order place(PlaceOrder command) {
    Order order = orders.add(command);
    commands.send(command); // leaves when this has committed
    return order;
  }
}
