package io.pikabus.resource.inflow;

/** An event of {@link ShopBean}. */
public record OrderPlaced(String id) {}
