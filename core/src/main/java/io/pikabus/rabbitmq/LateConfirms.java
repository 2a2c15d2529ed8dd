package io.pikabus.rabbitmq;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

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
  private final SecondChances secondChances;
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
      SecondChances secondChances,
      Runnable drain) {
    this.connection = connection;
    this.writer = writer;
    this.channels = channels;
    this.retired = retired;
    this.secondChances = secondChances;
    this.drain = drain;
  }

  /** Looks whether confirms are late though the broker answers. By the sweeping thread. */
  void relieveIfLate(ConnectionState state, List<Publication> unconfirmed) {
    long now = System.nanoTime();
    // A process that was itself stopped blames nobody.
    boolean slept = now - swept > NAP.toNanos();
    swept = now;
    if (!slept
        && state.phase() == ConnectionState.Phase.OPEN
        && state.since().plus(SecondChances.LATE_AFTER_MOVE).isBefore(Instant.now())
        && unconfirmed.stream().anyMatch(this::isLate)
        && relieving.compareAndSet(false, true)) {
      connection.execute(this::relieve);
    }
  }

  private boolean isLate(Publication publication) {
    return publication.isLate(secondChances);
  }

  /** On the connection's thread. */
  private void relieve() {
    try {
      ConfirmChannel present = writer.channel();
      if (present == null) {
        return;
      }
      if (present.unconfirmed().stream().anyMatch(this::isLate)) {
        channels.refresh(present);
      }
      List<Publication> late = retired.take(this::isLate);
      late.forEach(Publication::tryAgain);
      writer.putBack(late);
      drain.run();
    } finally {
      relieving.set(false);
    }
  }
}
