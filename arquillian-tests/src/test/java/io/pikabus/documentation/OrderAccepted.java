package io.pikabus.documentation;

/** An event. */
public record OrderAccepted(String id) {}
