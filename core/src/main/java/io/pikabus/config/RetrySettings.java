package io.pikabus.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How failed messages are tried again.
 *
 * @param most -1 for ever
 * @param delay the pause's unit; zero for at once
 * @param backoff its multiplier; 0 for a pause that does not grow
 * @param never class names of exceptions after which there is no retry
 * @param maxDeliveries of a message whose handling never ends
 */
public record RetrySettings(
    int most, Duration delay, int backoff, List<String> never, int maxDeliveries) {

  public RetrySettings {
    never = List.copyOf(never);
  }

  /**
   * The longest pause before a retry.
   *
   * @return null when pauses grow for ever
   */
  public @Nullable Duration longestPause() {
    if (backoff == 0 || delay.isZero()) {
      return delay;
    }
    return most < 0 ? null : delay.multipliedBy((long) most * backoff);
  }
}
