package io.pikabus;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a message whose handling failed. Immutable; made by the methods of this class
 * only. More kinds may come: whoever tells them apart needs an answer for those he does not know.
 */
public abstract class RetryDecision {

  private RetryDecision() {}

  /**
   * It is handled again.
   *
   * @param delay from now; zero or negative for at once, and at most ten years of 365 days
   */
  public static RetryDecision retry(Duration delay) {
    return new Retry(delay);
  }

  /** It goes to the error queue. */
  public static RetryDecision giveUp() {
    return GiveUp.GIVE_UP;
  }

  /** It is handled again. */
  public static final class Retry extends RetryDecision {

    private final Duration delay;

    private Retry(Duration delay) {
      this.delay = Objects.requireNonNull(delay, "delay");
    }

    /** From now; zero or negative for at once. */
    public Duration delay() {
      return delay;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Retry that && delay.equals(that.delay);
    }

    @Override
    public int hashCode() {
      return delay.hashCode();
    }

    @Override
    public String toString() {
      return "Retry[delay=" + delay + "]";
    }
  }

  /** It goes to the error queue. */
  public static final class GiveUp extends RetryDecision {

    private static final GiveUp GIVE_UP = new GiveUp();

    private GiveUp() {}

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof GiveUp;
    }

    @Override
    public int hashCode() {
      return GiveUp.class.hashCode();
    }

    @Override
    public String toString() {
      return "GiveUp[]";
    }
  }
}
