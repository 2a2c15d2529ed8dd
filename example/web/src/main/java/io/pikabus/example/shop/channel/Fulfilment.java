package io.pikabus.example.shop.channel;

import io.pikabus.IncomingMetadata;
import io.pikabus.PikaBus;
import io.pikabus.example.shop.Decision;
import io.pikabus.example.shop.Orders;
import io.pikabus.example.shop.messages.PlaceOrder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Decides about orders, whoever sent them. */
@ApplicationScoped
public class Fulfilment {
  @Inject Orders orders;
  @Inject PikaBus bus;

  /** What it changes and what it sends are one transaction; then the command is acknowledged. */
  @Incoming("pikabus-orders")
  @Transactional
  public void decide(PlaceOrder command) {
    Decision decision = orders.decide(command);
    if (decision.isNews()) {
      bus.publish("order.accepted", decision.answer(), decision.typed());
    }
    bus.incoming()
        .map(IncomingMetadata::replyToAddress)
        .ifPresent(address -> bus.reply(decision.answer(), decision.typed()));
  }
}
