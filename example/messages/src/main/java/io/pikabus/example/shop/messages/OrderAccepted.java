package io.pikabus.example.shop.messages;

import java.util.UUID;

/** The event {@code shop.OrderAccepted}, and the reply to a command whose order was accepted. */
public record OrderAccepted(UUID orderId, OrderStatus status) {}
