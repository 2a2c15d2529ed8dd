package io.pikabus.rabbitmq;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.time.Deadline;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the consumption of one queue has come: its state, its channel, and whether another
 * message is wanted. Decides and remembers; speaks to no broker, and calls nothing while it holds
 * its monitor. Any thread.
 *
 * @param <C> a channel that consumes
 * @param <N> a connection
 */
final class Consumption<C, N> {

  /** What is done so that nothing more is delivered. */
  private enum Holding {
    NO,
    /** The consumer stays: the message in hand takes the only place of its prefetch. */
    IN_PLACE,
    /** The consumer is to end. */
    ENDING,
    /** It has ended, and what was delivered to it has arrived. */
    ENDED
  }

  /**
   * What it takes to have the next message.
   *
   * @param ended whether the consumer has ended, or is about to
   * @param postponed where the queue is to be consumed; null when a consumer is there
   */
  record Want<N>(boolean ended, @Nullable N postponed) {}

  @GuardedBy("this")
  private ConsumerState state =
      new ConsumerState(ConsumerState.Phase.STARTING, Instant.now(), 0, "Not connected yet.", "");

  @GuardedBy("this")
  private @Nullable C channel;

  /** Where the queue will be consumed once a message is wanted. */
  @GuardedBy("this")
  private @Nullable N postponed;

  /** Whether it is not consumed until a person does something. */
  @GuardedBy("this")
  private boolean refused;

  /** Messages of the channel whose bodies were not received. */
  @GuardedBy("this")
  private int unreceived;

  /** Whether the broker counts the deliveries of the queue; not known before a message shows it. */
  @GuardedBy("this")
  private boolean counted;

  /** Whether a message was taken and the next one is not wanted yet. */
  @GuardedBy("this")
  private boolean busy;

  /** Whether a message is kept in hand, so that none may be delivered behind it. */
  @GuardedBy("this")
  private Holding holding = Holding.NO;

  synchronized ConsumerState state() {
    return state;
  }

  synchronized boolean isStopped() {
    return state.phase() == ConsumerState.Phase.STOPPED;
  }

  synchronized boolean isRefused() {
    return refused;
  }

  synchronized boolean isPresent(C which) {
    return channel == which;
  }

  /**
   * Waits until the queue is consumed.
   *
   * @return false when it was not in time
   */
  synchronized boolean awaitConsuming(Duration timeout) throws InterruptedException {
    Deadline deadline = Deadline.in(timeout);
    while (state.phase() != ConsumerState.Phase.CONSUMING) {
      long left = deadline.millisLeft();
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  // What the handlers want.

  synchronized void taken() {
    busy = true;
  }

  /** The message in hand is handled, and the next one is wanted. */
  synchronized Want<N> wanted() {
    Want<N> want = new Want<>(isEndingOrEnded(), postponed);
    busy = false;
    holding = Holding.NO;
    if (postponed != null) {
      postponed = null;
      state = state.interrupted("Opening it for the next message.", Instant.now());
    }
    return want;
  }

  /**
   * Nothing may be delivered behind the message in hand.
   *
   * @param alone whether no other consumer is served
   * @return whether nothing is to be done for it
   */
  synchronized boolean holds(boolean alone) {
    // Nothing can come before it is settled; and a consumer that ends might let another service
    // overtake.
    if (holding == Holding.NO && busy && alone) {
      holding = Holding.IN_PLACE;
    }
    return holding != Holding.NO;
  }

  /** Whether the consumer has to be ended now; it is told once. */
  synchronized boolean mustEnd() {
    if (isEndingOrEnded()) {
      return false;
    }
    holding = Holding.ENDING;
    return true;
  }

  synchronized boolean isEnding() {
    return holding == Holding.ENDING;
  }

  synchronized void ended() {
    if (holding == Holding.ENDING) {
      holding = Holding.ENDED;
    }
  }

  synchronized boolean hasEnded() {
    return holding == Holding.ENDED;
  }

  @GuardedBy("this")
  private boolean isEndingOrEnded() {
    return holding == Holding.ENDING || holding == Holding.ENDED;
  }

  // What becomes of the channel.

  synchronized @Nullable C channel() {
    return channel;
  }

  /** The channel, if another consumer may begin on it now. */
  synchronized @Nullable C renewable() {
    return state.phase() == ConsumerState.Phase.CONSUMING && holding != Holding.ENDED
        ? channel
        : null;
  }

  /**
   * Gives the channel up until the next message is wanted.
   *
   * @param next where that one will come from
   * @return null when nothing is consumed anyway
   */
  synchronized @Nullable C release(@Nullable N next) {
    C open = channel;
    if (open == null || state.phase() != ConsumerState.Phase.CONSUMING) {
      return null;
    }
    channel = null;
    holding = Holding.ENDED;
    postponed = next;
    return open;
  }

  /**
   * While a handler is at work, connections that are cut one after the other must not add to the
   * deliveries of the message behind it.
   *
   * @return whether the queue is not to be consumed before a message is wanted
   */
  synchronized boolean postpones(N on, String caveat) {
    boolean waits = (counted && busy) || holding != Holding.NO;
    if (waits && state.phase() != ConsumerState.Phase.STOPPED) {
      postponed = on;
      state = state.consuming(caveat, Instant.now());
      notifyAll();
    }
    return waits;
  }

  /** Not once it is stopped: nobody would close the channel. */
  synchronized boolean install(C fresh) {
    if (state.phase() == ConsumerState.Phase.STOPPED) {
      return false;
    }
    channel = fresh;
    unreceived = 0;
    return true;
  }

  /** Whether it was the present one. */
  synchronized boolean uninstall(C gone) {
    if (channel != gone) {
      return false;
    }
    channel = null;
    return true;
  }

  /** No channel from now on. */
  synchronized @Nullable C remove() {
    C last = channel;
    channel = null;
    return last;
  }

  // What is heard of the broker.

  /**
   * The broker has answered.
   *
   * @return whether that is news
   */
  synchronized boolean consuming(String caveat) {
    if (state.phase() == ConsumerState.Phase.STOPPED) {
      return false;
    }
    refused = false;
    state = state.consuming(caveat, Instant.now());
    notifyAll();
    return true;
  }

  synchronized void counted() {
    counted = true;
  }

  /**
   * A message whose body was not received stays unsettled.
   *
   * @return how many such the channel has; 0 when it is not the present one
   */
  synchronized int keeps(C on) {
    return channel == on ? ++unreceived : 0;
  }

  synchronized void holding(C on, String what) {
    if (channel == on) {
      state = state.holding(what, Instant.now());
    }
  }

  synchronized ConsumerState interrupted(ConsumeRefusal refusal) {
    state = state.interrupted(refusal.reason(), Instant.now());
    refused = refusal.lasting();
    return state;
  }

  /** The connection is gone, and the channel with it. */
  synchronized void lost(String reason, Instant since) {
    channel = null;
    postponed = null;
    state = state.interrupted(reason, since);
  }

  /** Whether it was not stopped before. */
  synchronized boolean stop() {
    if (state.phase() == ConsumerState.Phase.STOPPED) {
      return false;
    }
    state = state.stopped(Instant.now());
    return true;
  }
}
