package io.pikabus;

/** A queue being consumed. */
public interface Consumption extends AutoCloseable {

  /** Stops consuming; returns when the message in hand is settled. What is left stays queued. */
  @Override
  void close();
}
