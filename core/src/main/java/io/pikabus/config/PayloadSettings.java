package io.pikabus.config;

/**
 * How payloads are written and read as JSON.
 *
 * @param strict whether a body is refused that JSON-B takes for something else
 * @param nulls whether members that are null are written
 */
public record PayloadSettings(boolean strict, boolean nulls) {}
