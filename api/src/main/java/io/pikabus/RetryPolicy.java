package io.pikabus;

/**
 * Decides what becomes of a message whose handling failed. A CDI bean of this type replaces the one
 * that the settings describe. Called on the channel's thread; should be quick, and must not throw.
 */
@FunctionalInterface
public interface RetryPolicy {

  /** Decides about one failure. */
  RetryDecision decide(FailedMessage failed);
}
