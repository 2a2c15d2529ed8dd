package io.pikabus.documentation;

/** A command, or an event. */
public record Greeting(String hello, boolean reply) {}
