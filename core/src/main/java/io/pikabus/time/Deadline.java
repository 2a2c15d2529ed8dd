package io.pikabus.time;

import java.time.Duration;

/**
 * When the time for something is over. It does not move with the system's clock.
 *
 * @param timeout from which it was made, for messages
 * @param end in terms of {@link System#nanoTime}
 */
public record Deadline(Duration timeout, long end) {

  /** So long from now; in the past for a negative time. */
  public static Deadline in(Duration timeout) {
    return new Deadline(timeout, System.nanoTime() + timeout.toNanos());
  }

  /** So long after this one. */
  public Deadline andThen(Duration more) {
    return new Deadline(more, end + more.toNanos());
  }

  public boolean isOver() {
    return nanosLeft() <= 0;
  }

  /** Negative when it is over, by how much. */
  public long nanosLeft() {
    return end - System.nanoTime();
  }

  /** Never negative. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, nanosLeft()));
  }

  /** For {@code wait}, which does not wait for a part of a millisecond; 0 when it is over. */
  public long millisLeft() {
    return Math.max(0, (nanosLeft() + 999_999) / 1_000_000);
  }

  /** Whichever of the two comes first. */
  public Deadline orEarlier(Deadline other) {
    return end - other.end <= 0 ? this : other;
  }

  /** Whichever of the two comes last. */
  public Deadline orLater(Deadline other) {
    return end - other.end >= 0 ? this : other;
  }
}
