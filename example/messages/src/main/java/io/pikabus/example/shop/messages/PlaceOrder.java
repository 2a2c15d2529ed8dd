package io.pikabus.example.shop.messages;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.UUID;

/**
 * The command {@code shop.PlaceOrder}. Whoever sends it chooses the id, and may send it twice.
 *
 * <p>A body without one of the fields cannot be read, so it goes to the error queue, never to a
 * handler.
 */
public record PlaceOrder(UUID orderId, String item, int quantity, BigDecimal amount) {

  public PlaceOrder {
    Objects.requireNonNull(orderId, "orderId is missing");
    Objects.requireNonNull(item, "item is missing");
    Objects.requireNonNull(amount, "amount is missing");
  }
}
