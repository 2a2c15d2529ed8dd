package io.pikabus.example.shop.messages;

/** What has become of an order. */
public enum OrderStatus {
  PLACED,
  ACCEPTED,
  REJECTED
}
