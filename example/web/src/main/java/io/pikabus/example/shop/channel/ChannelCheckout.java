package io.pikabus.example.shop.channel;

import io.pikabus.example.shop.Checkout;
import io.pikabus.example.shop.Order;
import io.pikabus.example.shop.Orders;
import io.pikabus.example.shop.messages.PlaceOrder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;

/** Sends the command through a channel. */
@ApplicationScoped
public class ChannelCheckout implements Checkout {
  @Inject Orders orders;

  @Inject
  @Channel("order-commands")
  Emitter<PlaceOrder> commands;

  @Override
  @Transactional
  public Order place(PlaceOrder command) {
    Order order = orders.add(command);
    commands.send(command); // leaves when this has committed
    return order;
  }
}
