package io.pikabus.documentation;

import java.time.Instant;

/** A token and when it ends. */
public record Token(String text, Instant end) {}
