package io.pikabus.bus;

import java.time.Instant;

/**
 * What a lane keeps, unacknowledged, because it can be put nowhere.
 *
 * @param since when it keeps the oldest
 * @param reason how many there are, and why the oldest is one of them
 */
public record Kept(Instant since, String reason) {}
