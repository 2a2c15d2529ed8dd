package io.pikabus.crash;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How these tests wait: they look at once and often, and long enough for a server to start. */
final class Patience {

  static final Duration LONGEST = Duration.ofSeconds(60);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

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
