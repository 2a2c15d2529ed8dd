package io.pikabus.arquillian.apps.typed;

/** A command. */
public record PlaceOrder(String id) {}
