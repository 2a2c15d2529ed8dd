package io.pikabus.bus;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a lane keeps, unacknowledged, because it can be put nowhere or because the lane is paused.
 *
 * @param since when it keeps the oldest, or when it was paused
 * @param reason how many there are, and why the oldest is one of them; or why it is paused
 * @param nextAttempt while the lane is paused; else null
 */
public record Kept(Instant since, String reason, @Nullable Instant nextAttempt) {

  Kept(Instant since, String reason) {
    this(since, reason, null);
  }
}
