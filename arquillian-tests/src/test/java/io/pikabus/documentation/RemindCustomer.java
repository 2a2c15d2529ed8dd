package io.pikabus.documentation;

/** A command for later. */
public record RemindCustomer(String id) {}
