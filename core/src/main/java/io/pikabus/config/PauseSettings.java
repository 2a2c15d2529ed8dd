package io.pikabus.config;

import java.time.Duration;
import java.util.List;

/**
 * When a lane pauses.
 *
 * @param on class names of exceptions that are outages, beside those that are known
 * @param afterFailures of different messages in a row; 0 for never
 * @param inHand how long messages stay in hand
 */
public record PauseSettings(List<String> on, int afterFailures, Duration inHand) {

  public PauseSettings {
    on = List.copyOf(on);
  }
}
