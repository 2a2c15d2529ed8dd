package io.pikabus;

import java.time.Duration;

/** What becomes of a message whose handling failed. */
public sealed interface RetryDecision {

  /**
   * It is handled again.
   *
   * @param delay from now; zero for at once
   */
  record Retry(Duration delay) implements RetryDecision {}

  /** It goes to the error queue. */
  record GiveUp() implements RetryDecision {}
}
