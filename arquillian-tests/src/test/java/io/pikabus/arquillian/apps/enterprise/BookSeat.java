package io.pikabus.arquillian.apps.enterprise;

/** A command. */
public record BookSeat(String id) {}
