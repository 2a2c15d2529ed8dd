package io.pikabus.resource.xa;

import io.pikabus.recovery.Backoff;
import io.pikabus.store.BatchOutcome;
import java.time.Duration;

/** How long a branch that was not delivered waits before the next attempt. Pure. */
final class Pace {

  static final Duration FIRST = Duration.ofSeconds(1);

  /** For what nothing takes: somebody has to do something about it. */
  static final Duration LONGEST = Duration.ofMinutes(5);

  private static final int DOUBLINGS = 20;

  private Pace() {}

  /**
   * The pause after an attempt that left something.
   *
   * @param failures in a row, from 1
   */
  static Duration after(BatchOutcome outcome, int failures) {
    if (!(outcome instanceof BatchOutcome.Stuck)) {
      return Backoff.alone(FIRST, failures);
    }
    Duration step = FIRST.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), DOUBLINGS));
    return step.compareTo(LONGEST) < 0 ? step : LONGEST;
  }
}
