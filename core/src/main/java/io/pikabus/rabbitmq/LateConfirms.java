package io.pikabus.rabbitmq;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * Publishes messages again, on another channel, whose confirms are late though the broker answers
 * ({@link SecondChances}).
 */
final class LateConfirms {

  /** Between two sweeps, a longer time is the machine's or the debugger's. */
  private static final Duration NAP = Duration.ofSeconds(2);

  private final BrokerConnection connection;
  private final OrderedWriter writer;
  private final PublishingChannels channels;
  private final RetiredChannels retired;
  private final ChannelProbes probes;
  private final Runnable drain;

  /** When the last sweep was, in terms of {@link System#nanoTime}. Of the sweeping thread. */
  private long swept = System.nanoTime();

  /** Whether a new channel is to be opened for messages whose confirms are late. */
  private final AtomicBoolean relieving = new AtomicBoolean();

  /**
   * None yet.
   *
   * @param drain writes what waits
   */
  LateConfirms(
      BrokerConnection connection,
      OrderedWriter writer,
      PublishingChannels channels,
      RetiredChannels retired,
      ChannelProbes probes,
      Runnable drain) {
    this.connection = connection;
    this.writer = writer;
    this.channels = channels;
    this.retired = retired;
    this.probes = probes;
    this.drain = drain;
  }

  /** Looks whether confirms are late though the broker answers. By the sweeping thread. */
  void relieveIfLate(ConnectionState state, List<Publication> unconfirmed) {
    long now = System.nanoTime();
    // A process that was itself stopped blames nobody.
    boolean slept = now - swept > NAP.toNanos();
    swept = now;
    if (!slept
        && state.mayTakeMessages()
        && state.since().plus(ChannelProbes.LATE_AGAIN).isBefore(Instant.now())
        && unconfirmed.stream().anyMatch(picked(probes.round(now)))
        && relieving.compareAndSet(false, true)) {
      connection.execute(this::relieve);
    }
  }

  private static Predicate<Publication> picked(ChannelProbes.Round round) {
    return publication -> publication.isPicked(round);
  }

  /** On the connection's thread. */
  private void relieve() {
    try {
      ConfirmChannel present = writer.channel();
      if (present == null) {
        return;
      }
      // However late: the present channel may have been opened too early, too.
      channels.refresh(present);
      ChannelProbes.Round round = probes.round(System.nanoTime());
      List<Publication> late = retired.take(picked(round));
      round.go();
      late.forEach(Publication::tryAgain);
      writer.putBack(late);
      drain.run();
    } finally {
      relieving.set(false);
    }
  }
}
