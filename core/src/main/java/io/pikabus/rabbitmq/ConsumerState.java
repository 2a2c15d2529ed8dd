package io.pikabus.rabbitmq;

import java.time.Instant;

/**
 * Whether a queue is consumed. A value with named transitions.
 *
 * @param since when this phase began
 * @param failures in a row
 * @param reason why it is not consumed, or what is held while it is; else empty
 * @param caveat what may be missing though it is consumed, such as a binding that we may not make
 */
public record ConsumerState(
    Phase phase, Instant since, int failures, String reason, String caveat) {

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

  ConsumerState consuming(String missing, Instant now) {
    // The first deliveries, and with them what is held, may come before the broker's answer.
    return phase == Phase.STOPPED || phase == Phase.CONSUMING
        ? this
        : new ConsumerState(Phase.CONSUMING, now, 0, "", missing);
  }

  /** More was learnt of what may be missing. */
  ConsumerState missing(String known) {
    return phase != Phase.CONSUMING || caveat.equals(known)
        ? this
        : new ConsumerState(phase, since, failures, reason, known);
  }

  /** It consumes, and holds a message that it can neither handle nor put anywhere. */
  ConsumerState holding(String what, Instant now) {
    return phase == Phase.CONSUMING || isWaiting()
        ? new ConsumerState(Phase.CONSUMING, now, 0, what, caveat)
        : this;
  }

  ConsumerState interrupted(String cause, Instant now) {
    return switch (phase) {
      case STOPPED -> this;
      case CONSUMING -> new ConsumerState(Phase.INTERRUPTED, now, 1, cause, "");
      case STARTING, INTERRUPTED -> new ConsumerState(phase, since, failures + 1, cause, "");
    };
  }

  ConsumerState stopped(Instant now) {
    return phase == Phase.STOPPED ? this : new ConsumerState(Phase.STOPPED, now, 0, "", "");
  }
}
