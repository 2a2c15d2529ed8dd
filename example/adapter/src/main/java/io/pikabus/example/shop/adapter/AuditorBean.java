package io.pikabus.example.shop.adapter;

import io.pikabus.IncomingMetadata;
import io.pikabus.OnMessage;
import io.pikabus.PikaBusListener;
import io.pikabus.example.shop.Audit;
import io.pikabus.example.shop.messages.OrderAccepted;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;

/** Hears the events about orders. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "queue", propertyValue = "pikabus-audit"),
      @ActivationConfigProperty(propertyName = "topics", propertyValue = "order.#")
    })
public class AuditorBean implements PikaBusListener {
  @Inject Audit audit;

  @OnMessage
  public void keep(OrderAccepted event, IncomingMetadata metadata) {
    audit.keep(event, metadata);
  }
}
