package io.pikabus.arquillian.apps.retries;

/**
 * What comes in.
 *
 * @param failures how often it fails before it succeeds
 */
public record Job(String name, int failures) {}
