package io.pikabus.observer;

import io.pikabus.IncomingMetadata;
import io.pikabus.SendOutcome;
import io.pikabus.protocol.Envelope;
import org.jspecify.annotations.Nullable;

/**
 * Hears of messages as they pass: the port for metrics, traces and tests. Called on the threads
 * that do the work, by several at once, and some of them hold a lock: it returns at once, sends
 * nothing, and waits for nothing. What it throws is logged and changes nothing.
 */
public interface MessageObserver {

  /** Hears nothing. */
  MessageObserver NONE = new MessageObserver() {};

  /** How a delivery ended. */
  enum Settlement {
    /** The broker forgets it. */
    ACKNOWLEDGED,
    /** It goes back to its queue. */
    REQUEUED,
    /** It goes where its queue sends what is rejected. */
    REJECTED
  }

  /** A message was made of a payload; its transaction holds it now, or it is about to leave. */
  default void made(Envelope message) {}

  /**
   * A message was written to the broker's connection, or joined others that are about to be. Also
   * each copy that is written again, that replaces a failed message, or moves a delayed one on.
   */
  default void written(Envelope message) {}

  /**
   * What became of a message that was given to the broker. Once for each that was to be written.
   */
  default void answered(Envelope message, SendOutcome outcome) {}

  /** A delivery is taken in hand. Not those that are prefetched and left to the broker. */
  default void delivered(IncomingMetadata message) {}

  /**
   * A handler was called, or should have been: it returned and its transaction has committed, or
   * something failed. Again each time that a message is tried in place.
   *
   * @param failure null when it was handled
   */
  default void handled(IncomingMetadata message, @Nullable Throwable failure) {}

  /** A delivery that was taken in hand has ended. Not if its channel was lost before. */
  default void settled(IncomingMetadata message, Settlement how) {}
}
