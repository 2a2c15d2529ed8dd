package io.pikabus.example.shop.adapter;

import io.pikabus.IncomingMetadata;
import io.pikabus.OnMessage;
import io.pikabus.PikaBusConnection;
import io.pikabus.PikaBusConnectionFactory;
import io.pikabus.PikaBusListener;
import io.pikabus.example.shop.Decision;
import io.pikabus.example.shop.Orders;
import io.pikabus.example.shop.messages.PlaceOrder;
import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;

/** Decides about orders, whoever sent them. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "queue", propertyValue = "pikabus-orders"),
      // What the shop will not sell today it will not sell in ten seconds: to the error queue at
      // once.
      @ActivationConfigProperty(
          propertyName = "noRetryOn",
          propertyValue = "java.lang.IllegalArgumentException")
    })
public class FulfilmentBean implements PikaBusListener {
  @Inject Orders orders;

  @Resource(lookup = "java:comp/env/bus")
  @SuppressWarnings("NullAway.Init")
  PikaBusConnectionFactory factory;

  /** What it changes and what it sends are one transaction; then the command is acknowledged. */
  @OnMessage
  public void decide(PlaceOrder command, IncomingMetadata metadata) {
    Decision decision = orders.decide(command);
    try (PikaBusConnection bus = factory.connect()) {
      if (decision.isNews()) {
        bus.publish("order.accepted", decision.answer(), decision.typed());
      }
      if (metadata.replyToAddress() != null) {
        bus.reply(decision.answer(), decision.typed());
      }
    }
  }
}
