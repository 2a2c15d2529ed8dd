package io.pikabus.rabbitmq;

import java.time.Instant;

/**
 * Whether a queue is consumed. A value with named transitions.
 *
 * @param since when this phase began
 * @param failures in a row
 * @param reason why it is not consumed; empty when it is
 */
public record ConsumerState(Phase phase, Instant since, int failures, String reason) {

  /** What a consumer can be doing. */
  public enum Phase {
    /** For the first time: for the connection, or for the next attempt. */
    STARTING,
    /** It consumed, and waits for the connection or the next attempt. */
    INTERRUPTED,
    /** Messages arrive. */
    CONSUMING,
    /** Stopped by us, for good. */
    STOPPED
  }

  boolean isWaiting() {
    return phase == Phase.STARTING || phase == Phase.INTERRUPTED;
  }

  ConsumerState consuming(Instant now) {
    return phase == Phase.STOPPED ? this : new ConsumerState(Phase.CONSUMING, now, 0, "");
  }

  ConsumerState interrupted(String cause, Instant now) {
    return switch (phase) {
      case STOPPED -> this;
      case CONSUMING -> new ConsumerState(Phase.INTERRUPTED, now, 1, cause);
      case STARTING, INTERRUPTED -> new ConsumerState(phase, since, failures + 1, cause);
    };
  }

  ConsumerState stopped(Instant now) {
    return phase == Phase.STOPPED ? this : new ConsumerState(Phase.STOPPED, now, 0, "");
  }
}
