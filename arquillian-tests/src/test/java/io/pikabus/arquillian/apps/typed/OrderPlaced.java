package io.pikabus.arquillian.apps.typed;

import io.pikabus.MessageType;

/** An event that other services know by a name. */
@MessageType("shop.OrderPlaced")
public record OrderPlaced(String id) {}
