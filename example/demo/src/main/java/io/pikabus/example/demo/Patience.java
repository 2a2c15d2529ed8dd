package io.pikabus.example.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Looks again and again until there is something to see.
 *
 * @param limit how long at most
 */
record Patience(Duration limit) {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  /** Empty if nothing came up in time. */
  <T> Optional<T> until(Callable<Optional<T>> look) throws Exception {
    long deadline = System.nanoTime() + limit.toNanos();
    Optional<T> seen = look.call();
    while (seen.isEmpty() && System.nanoTime() - deadline < 0) {
      Thread.sleep(LOOK_AGAIN.toMillis());
      seen = look.call();
    }
    return seen;
  }
}
