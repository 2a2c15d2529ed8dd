package io.pikabus.rabbitmq;

import java.time.Duration;
import java.time.Instant;

/**
 * What administrators should know of though everything works: shown in the status for an hour after
 * it was seen last. For any thread.
 */
public final class Notice {

  private static final Duration SHOWN = Duration.ofHours(1);

  private record Seen(String text, Instant at) {}

  private volatile Seen last = new Seen("", Instant.EPOCH);

  /**
   * Notes that it was seen.
   *
   * @return whether it is new, or was last seen long ago
   */
  public boolean set(String text) {
    boolean isNew = !text().equals(text);
    last = new Seen(text, Instant.now());
    return isNew;
  }

  /** What was seen last; empty when nothing was. */
  public String text() {
    Seen seen = last;
    return seen.at().plus(SHOWN).isAfter(Instant.now()) ? seen.text() : "";
  }
}
