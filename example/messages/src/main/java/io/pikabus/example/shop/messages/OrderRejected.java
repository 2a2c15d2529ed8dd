package io.pikabus.example.shop.messages;

import java.util.UUID;

/** The reply {@code shop.OrderRejected} to a command whose order was rejected. */
public record OrderRejected(UUID orderId, OrderStatus status) {}
