package io.pikabus.example.shop;

import io.pikabus.example.shop.messages.PlaceOrder;

/** Takes orders. */
public interface Checkout {

  /** Stores the order and sends the command: both, or neither, be the broker there or not. */
  Order place(PlaceOrder command);
}
