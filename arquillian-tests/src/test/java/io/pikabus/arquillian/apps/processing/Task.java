package io.pikabus.arquillian.apps.processing;

/** What comes in. */
public record Task(String name) {}
