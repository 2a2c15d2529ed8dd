package io.pikabus.arquillian.apps.failing;

/** What comes in. */
public record Job(String name) {}
