package io.pikabus.arquillian.apps.processing;

/** What goes out. */
public record Result(String task, String answer) {}
