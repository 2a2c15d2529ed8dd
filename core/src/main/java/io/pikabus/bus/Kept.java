package io.pikabus.bus;

import io.pikabus.BusStatus.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a lane keeps, unacknowledged, because it can be put nowhere or because the lane is paused.
 *
 * @param state {@code STUCK} or {@code PAUSED}
 * @param since when it keeps the oldest, or when it was paused
 * @param reason how many there are, and why the oldest is one of them; or why it is paused
 * @param nextAttempt while an outage pauses the lane; else null
 */
public record Kept(State state, Instant since, String reason, @Nullable Instant nextAttempt) {}
