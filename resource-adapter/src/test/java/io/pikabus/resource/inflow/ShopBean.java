package io.pikabus.resource.inflow;

import io.pikabus.IncomingMetadata;
import io.pikabus.OnMessage;
import io.pikabus.PikaBusListener;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;

/** What the documentation of message-driven beans shows. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "queue", propertyValue = "orders"),
      @ActivationConfigProperty(propertyName = "topics", propertyValue = "shop.*"),
      @ActivationConfigProperty(propertyName = "concurrency", propertyValue = "4")
    })
public class ShopBean implements PikaBusListener {

  @Inject Orders orders;

  @OnMessage("shop.OrderPlaced")
  public void placed(OrderPlaced order) {
    orders.accept(order);
  }

  @OnMessage("shop.*")
  public void other(String json, IncomingMetadata metadata) {
    orders.note(metadata.messageType(), json);
  }
}
