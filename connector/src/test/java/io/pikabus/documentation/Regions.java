package io.pikabus.documentation;

import io.pikabus.OutgoingMetadata;
import org.eclipse.microprofile.reactive.messaging.Message;

/** A message that says itself where it goes, as OutgoingMetadata shows it. */
final class Regions {

  record Order(String id, String region) {}

  private Regions() {}

  static Message<Order> addressed(Order order) {
    return Message.of(order).addMetadata(OutgoingMetadata.toQueue("orders-" + order.region()));
  }
}
