package io.pikabus.arquillian;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How tests wait: they look at once and often, and for longer than anything takes that works. */
final class Patience {

  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private Patience() {}

  /**
   * Begins to wait.
   *
   * @param what for the message when it does not come
   */
  static ConditionFactory await(String what) {
    return Awaitility.await(what)
        .atMost(LONGEST)
        .pollDelay(Duration.ZERO)
        .pollInterval(BETWEEN_LOOKS);
  }
}
