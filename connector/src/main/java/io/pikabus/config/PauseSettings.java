package io.pikabus.config;

import java.util.List;

/**
 * When a lane pauses.
 *
 * @param on class names of exceptions that are outages, beside those that are known
 * @param afterFailures of different messages in a row; 0 for never
 */
public record PauseSettings(List<String> on, int afterFailures) {

  public PauseSettings {
    on = List.copyOf(on);
  }
}
