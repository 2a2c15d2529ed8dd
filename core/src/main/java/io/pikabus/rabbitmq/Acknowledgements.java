package io.pikabus.rabbitmq;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import io.pikabus.text.Printable;
import io.pikabus.thread.WorkThread;
import java.io.IOException;
import java.time.Duration;

/**
 * Settles the deliveries of one channel. An acknowledgement is written at once; those that follow
 * within a millisecond are written together, which spares the broker most of them under load.
 *
 * <p>Together also means that a channel can be closed behind them: a quorum queue takes 32 words
 * ahead, and what a channel keeps back beyond these is gone when it is closed ({@code
 * quorum_commands_soft_limit}, RabbitMQ's {@code rabbit_fifo_client}).
 *
 * <p>Called from any thread. If the channel is gone, the broker delivers again what it was not
 * told.
 */
final class Acknowledgements {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  private static final Duration PAUSE = Duration.ofMillis(1);

  private final Channel channel;
  private final String queue;
  private final WorkThread clock;

  @GuardedBy("this")
  private final DeliveryTags tags;

  @GuardedBy("this")
  private long lastWritten = System.nanoTime() - PAUSE.toNanos();

  @GuardedBy("this")
  private boolean scheduled;

  private volatile boolean givenUp;

  /**
   * For a channel on which one queue is consumed.
   *
   * @param clock writes what was held back
   */
  Acknowledgements(Channel channel, String queue, WorkThread clock) {
    this.channel = channel;
    this.queue = queue;
    this.clock = clock;
    this.tags = new DeliveryTags();
  }

  /** How many messages the broker delivers ahead from now on. */
  synchronized void prefetch(int messages) {
    tags.prefetch(messages);
  }

  boolean isLost() {
    return givenUp || !channel.isOpen();
  }

  /** The channel will be closed: the broker delivers again what it was not told. */
  void giveUp() {
    givenUp = true;
  }

  synchronized void acknowledge(long tag) {
    tags.acknowledged(tag);
    long pause = lastWritten + PAUSE.toNanos() - System.nanoTime();
    if (pause <= 0 || tags.isMuch()) {
      flush();
    } else if (!scheduled) {
      scheduled = true;
      flushAfter(pause);
    }
  }

  /** To be written with the next flush. */
  synchronized void note(long tag) {
    tags.acknowledged(tag);
  }

  private void flushAfter(long nanos) {
    if (clock.later(Duration.ofNanos(nanos), this::flushInTime) == null) {
      flush();
    }
  }

  private synchronized void flushInTime() {
    scheduled = false;
    flush();
  }

  /** Writes what was held back. */
  synchronized void flush() {
    if (tags.isAllSaid()) {
      return;
    }
    DeliveryTags.Words words = tags.say();
    lastWritten = System.nanoTime();
    try {
      if (words.upTo() > 0) {
        channel.basicAck(words.upTo(), true);
      }
      for (long tag : words.single()) {
        channel.basicAck(tag, false);
      }
    } catch (IOException | AlreadyClosedException gone) {
      tell(gone);
    }
  }

  synchronized void requeue(long tag) {
    tags.requeued(tag);
    try {
      channel.basicNack(tag, false, true);
    } catch (IOException | AlreadyClosedException gone) {
      tell(gone);
    }
  }

  /** The broker hands it on to the queue's dead-letter exchange. */
  synchronized void reject(long tag) {
    tags.requeued(tag);
    try {
      channel.basicNack(tag, false, false);
    } catch (IOException | AlreadyClosedException gone) {
      tell(gone);
    }
  }

  private void tell(Exception gone) {
    LOG.log(
        System.Logger.Level.INFO,
        "Messages of queue {0} will be delivered again: their channel is gone ({1}).",
        Printable.of(queue),
        CloseReasons.describe(gone));
  }
}
