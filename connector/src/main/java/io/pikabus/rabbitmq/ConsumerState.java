package io.pikabus.rabbitmq;

import java.time.Instant;

/**
 * Whether a queue is consumed. A value with named transitions.
 *
 * @param since when this phase began
 * @param failures in a row
 * @param reason why it is not consumed, or what is held while it is; else empty
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
    // The first deliveries, and with them what is held, may come before the broker's answer.
    return phase == Phase.STOPPED || phase == Phase.CONSUMING
        ? this
        : new ConsumerState(Phase.CONSUMING, now, 0, "");
  }

  /** It consumes, and holds a message that it can neither handle nor put anywhere. */
  ConsumerState holding(String what, Instant now) {
    return phase == Phase.CONSUMING || isWaiting()
        ? new ConsumerState(Phase.CONSUMING, now, 0, what)
        : this;
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
