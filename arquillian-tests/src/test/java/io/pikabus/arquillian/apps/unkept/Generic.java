package io.pikabus.arquillian.apps.unkept;

/** A record whose component has an open type. */
public record Generic<T>(String id, T value) {}
