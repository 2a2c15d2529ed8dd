package io.pikabus.documentation;

/** A command. */
public record PlaceOrder(String id) {}
