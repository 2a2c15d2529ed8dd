package io.pikabus.transaction;

import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.MessagePublisher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The outgoing messages of one transaction, in the order of sending. A transaction may be reaped by
 * another thread than the one that sends, so every method holds the monitor.
 */
public final class Batch {

  /** Messages a transaction may hold: page "Transactions", bounds. */
  public static final int MOST_MESSAGES = 10_000;

  /** Bytes of bodies a transaction may hold. */
  public static final long MOST_BYTES = 64L * 1024 * 1024;

  private final List<HeldMessage> messages = new ArrayList<>();
  private long bytes;
  private BatchState state = BatchState.OPEN;

  /**
   * Holds a message.
   *
   * @throws IllegalStateException when the transaction is completing or over, or holds too much
   */
  public synchronized void add(Envelope envelope, MessagePublisher publisher, Duration timeout) {
    if (state != BatchState.OPEN) {
      throw new IllegalStateException(
          "%s was refused: its transaction's messages are already %s. Send before the transaction completes."
              .formatted(envelope.describe(), state));
    }
    if (messages.size() >= MOST_MESSAGES || bytes + envelope.body().length > MOST_BYTES) {
      throw new IllegalStateException(
          "%s was refused: its transaction already holds %d messages with %d bytes, and may hold %d with %d. Split the transaction."
              .formatted(envelope.describe(), messages.size(), bytes, MOST_MESSAGES, MOST_BYTES));
    }
    messages.add(new HeldMessage(envelope, publisher, timeout));
    bytes += envelope.body().length;
  }

  /**
   * Publishes all messages and waits for every confirm.
   *
   * @throws io.pikabus.SendException when one was not confirmed; others may be out
   */
  public void flush() {
    List<HeldMessage> held;
    synchronized (this) {
      state = state.flush();
      held = List.copyOf(messages);
    }
    try {
      Flush.confirmed(held);
    } catch (RuntimeException notConfirmed) {
      synchronized (this) {
        state = state == BatchState.FLUSHING ? state.failed() : state;
      }
      throw notConfirmed;
    }
    synchronized (this) {
      state = state == BatchState.FLUSHING ? state.flushed() : state;
    }
  }

  /** Drops everything. */
  public synchronized void discard() {
    state = state.discarded();
    messages.clear();
  }

  /** How many messages are held. */
  public synchronized int size() {
    return messages.size();
  }

  /** Where it stands. */
  public synchronized BatchState state() {
    return state;
  }
}
