package io.pikabus.arquillian.apps.payloads;

/** A payload that is a record. */
public record Order(String id, int quantity) {}
