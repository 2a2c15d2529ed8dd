package io.pikabus.messaging;

import io.pikabus.time.Deadline;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where an incoming channel stands between its subscriber and its lane. A value: each transition
 * gives the next one, and those that do not apply give the same.
 *
 * <pre>
 * Free → Subscribed → Delivering → Draining   stop, with a lane
 *   └────────┴→ Stopped                       stop, without
 * any → Cancelled                             for good
 * </pre>
 *
 * @param <S> the subscriber
 * @param <L> the lane
 */
sealed interface ChannelState<S, L> {

  /** A lane that was started, and the web module in whose context it works. */
  record Work<L>(L lane, ClassLoader module) {}

  /** To whom messages go; null before there is one, and when it has cancelled. */
  @Nullable S subscriber();

  /** What was started, also when it has ended since; null before that. */
  @Nullable Work<L> work();

  /** Until when the message in hand may take; null while the channel is not to stop. */
  @Nullable Deadline drainedBy();

  /** The first subscriber came. There is never a second one. */
  default ChannelState<S, L> subscribed(S first) {
    return this;
  }

  /** The web module is up, and the lane was started in it. */
  default ChannelState<S, L> started(Work<L> begun) {
    return this;
  }

  /** Nothing more is delivered, and no lane is started; what is in hand goes on. */
  default ChannelState<S, L> stopped(Deadline by) {
    return this;
  }

  /**
   * The subscriber wants no more, ever.
   *
   * @param inHand the message that is with it; null for none
   * @param by as for {@link #stopped}, unless it was to stop already
   */
  default ChannelState<S, L> cancelled(Instant now, @Nullable String inHand, Deadline by) {
    Deadline earlier = drainedBy();
    return new Cancelled<>(now, inHand, work(), earlier == null ? by : earlier);
  }

  /** Nobody has subscribed. */
  record Free<S, L>() implements ChannelState<S, L> {

    @Override
    public @Nullable S subscriber() {
      return null;
    }

    @Override
    public @Nullable Work<L> work() {
      return null;
    }

    @Override
    public @Nullable Deadline drainedBy() {
      return null;
    }

    @Override
    public ChannelState<S, L> subscribed(S first) {
      return new Subscribed<>(first);
    }

    @Override
    public ChannelState<S, L> stopped(Deadline by) {
      return new Stopped<>(null, by);
    }
  }

  /** Waits for the web module. */
  record Subscribed<S, L>(S subscriber) implements ChannelState<S, L> {

    @Override
    public @Nullable Work<L> work() {
      return null;
    }

    @Override
    public @Nullable Deadline drainedBy() {
      return null;
    }

    @Override
    public ChannelState<S, L> started(Work<L> begun) {
      return new Delivering<>(subscriber, begun);
    }

    @Override
    public ChannelState<S, L> stopped(Deadline by) {
      return new Stopped<>(subscriber, by);
    }
  }

  /** The lane delivers. */
  record Delivering<S, L>(S subscriber, Work<L> work) implements ChannelState<S, L> {

    @Override
    public @Nullable Deadline drainedBy() {
      return null;
    }

    @Override
    public ChannelState<S, L> stopped(Deadline by) {
      return new Draining<>(subscriber, work, by);
    }
  }

  /** The lane finishes what is in hand. */
  record Draining<S, L>(S subscriber, Work<L> work, Deadline drainedBy)
      implements ChannelState<S, L> {}

  /** Stopped before anything was started. Whoever subscribes gets nothing. */
  record Stopped<S, L>(@Nullable S subscriber, Deadline drainedBy) implements ChannelState<S, L> {

    @Override
    public @Nullable Work<L> work() {
      return null;
    }

    @Override
    public ChannelState<S, L> subscribed(S first) {
      return subscriber == null ? new Stopped<>(first, drainedBy) : this;
    }
  }

  /**
   * The subscriber wants no more, and is forgotten (Reactive Streams 3.13).
   *
   * @param since when it said so
   * @param inHand the message that was with it; null for none
   */
  record Cancelled<S, L>(
      Instant since, @Nullable String inHand, @Nullable Work<L> work, Deadline drainedBy)
      implements ChannelState<S, L> {

    @Override
    public @Nullable S subscriber() {
      return null;
    }

    @Override
    public ChannelState<S, L> cancelled(Instant now, @Nullable String message, Deadline by) {
      return this;
    }
  }
}
