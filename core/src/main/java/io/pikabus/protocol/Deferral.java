package io.pikabus.protocol;

import java.time.Instant;

/**
 * When a message is due, and where it goes if its destination does not exist then.
 *
 * @param due by the sender's clock
 */
public record Deferral(Instant due, String errorQueue) {}
