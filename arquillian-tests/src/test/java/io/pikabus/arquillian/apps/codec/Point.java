package io.pikabus.arquillian.apps.codec;

/** A payload. */
public record Point(int x, int y) {}
