package io.pikabus.documentation;

import jakarta.enterprise.context.ApplicationScoped;

/** Stands for the application's persistence. */
@ApplicationScoped
public class OrderRepository {

  void accept(PlaceOrder order) {
    if (order.id().isBlank()) {
      throw new IllegalArgumentException("An order has an id.");
    }
  }
}
