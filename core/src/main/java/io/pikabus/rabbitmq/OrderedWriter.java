package io.pikabus.rabbitmq;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages in the order in which they come: at once on the present channel, or in their turn
 * when they had to wait. What a lost channel left unconfirmed is written before what waits.
 *
 * <p>Whoever writes holds the lock {@code writing}. Invariants:
 *
 * <ol>
 *   <li>{@code state} changes under {@code writing} only; the client's reader thread never takes
 *       that lock, so a writer stuck in the socket cannot stop confirms.
 *   <li>Nothing is written past a message that waits.
 *   <li>Nothing is handed to the client after its deadline: of messages that share one, none is
 *       written behind another that was given up.
 * </ol>
 */
final class OrderedWriter {

  private final BrokerConnection connection;
  private final RetiredChannels retired;
  private final ReentrantLock writing = new ReentrantLock();

  /** Whether the thread will publish more, and lets go what is held then. */
  private final ThreadLocal<Boolean> batching = ThreadLocal.withInitial(() -> false);

  private volatile PublishingState<ConfirmChannel> state = PublishingState.initial();

  /** Whether the broker takes no messages. Set by the client's reader thread. */
  private volatile boolean blocked;

  @GuardedBy("writing")
  private final WaitingPublications waiting = new WaitingPublications();

  /** Whether what is held leaves in a moment. */
  @GuardedBy("writing")
  private boolean flushing;

  /**
   * No channel yet.
   *
   * @param retired takes the channels that are replaced while confirms are still to come on them
   */
  OrderedWriter(BrokerConnection connection, RetiredChannels retired) {
    this.connection = connection;
    this.retired = retired;
  }

  /** The channel on which messages are written; null while there is none. */
  @Nullable ConfirmChannel channel() {
    return state.channel();
  }

  boolean isBlocked() {
    return blocked;
  }

  /** Whether messages are written one at a time. */
  boolean isSuspicious() {
    return state.isSuspicious();
  }

  /** The broker takes no messages, or takes them again. By the client's reader thread. */
  void blocked(boolean now) {
    blocked = now;
  }

  /**
   * Writes a message that comes now, on the caller's thread; or lets it wait, if it cannot be
   * written or others wait; or gives it up, if its time is over.
   *
   * @param prepared whether the broker has what it needs
   * @return whether it waits though messages are written: its turn comes by {@link #next}
   */
  boolean write(Publication publication, boolean prepared) {
    if (!lock(publication)) {
      return false;
    }
    try {
      PublishingState<ConfirmChannel> now = state;
      if (now.isClosed()) {
        publication.abandon("the bus is closed");
        return false;
      }
      if (prepared
          && !blocked
          && waiting.isEmpty()
          && now instanceof PublishingState.Open<ConfirmChannel> open) {
        writeUnlessDue(open.channel(), publication);
        return false;
      }
      waiting.add(publication);
      return now.channel() != null && !blocked;
    } finally {
      writing.unlock();
    }
  }

  /** Waits for other writers, until the message's time is over. */
  private boolean lock(Publication publication) {
    try {
      if (writing.tryLock(publication.deadline().nanosLeft(), TimeUnit.NANOSECONDS)) {
        return true;
      }
      publication.expire(connection.state());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      publication.abandon("the sending thread was interrupted");
    }
    return false;
  }

  @GuardedBy("writing")
  private void writeUnlessDue(ConfirmChannel present, Publication publication) {
    if (publication.expireIfDue(connection.state())) {
      return;
    }
    boolean expected = batching.get();
    if (present.write(publication, expected) && !expected) {
      flushSoon();
    }
  }

  /** Lets a message wait behind the others; not one that is over. */
  void add(Publication publication) {
    writing.lock();
    try {
      if (!publication.isOver()) {
        waiting.add(publication);
      }
    } finally {
      writing.unlock();
    }
  }

  /** Lets messages that were written wait before the others, in the order of writing. */
  void putBack(List<Publication> unconfirmed) {
    writing.lock();
    try {
      waiting.putBack(unconfirmed);
    } finally {
      writing.unlock();
    }
  }

  /** The message that waits and is to be written now, if there is one. */
  @Nullable Publication next() {
    writing.lock();
    try {
      ConfirmChannel present = state.channel();
      if (present == null || blocked) {
        return null;
      }
      Publication first = waiting.first(connection.state());
      if (first == null) {
        state = state.nothingWaits();
      }
      // One at a time: the confirm or the channel's end brings us back here.
      return state.isSuspicious() && present.isBusy() ? null : first;
    } finally {
      writing.unlock();
    }
  }

  /** Writes the next message. The world may have changed since it was found to be the first. */
  void writeNext(Publication first) {
    writing.lock();
    try {
      ConfirmChannel present = state.channel();
      if (present != null && !blocked && waiting.take(first)) {
        writeUnlessDue(present, first);
      }
    } finally {
      writing.unlock();
    }
  }

  /** Does what publishes several messages, which leave together. */
  void together(Runnable publications) {
    batching.set(true);
    try {
      publications.run();
    } finally {
      batching.remove();
      endBatch();
    }
  }

  /** Never waits for another writer: one that is stuck is the sweep's. */
  void endBatch() {
    if (!writing.tryLock()) {
      connection.execute(this::flush);
      return;
    }
    try {
      ConfirmChannel present = state.channel();
      if (present != null && present.endBatch()) {
        flushSoon();
      }
    } finally {
      writing.unlock();
    }
  }

  @GuardedBy("writing")
  private void flushSoon() {
    if (!flushing) {
      flushing = true;
      connection.schedule(this::flush, FlushPolicy.PATIENCE);
    }
  }

  /** On the connection's thread. */
  private void flush() {
    writing.lock();
    try {
      flushing = false;
      ConfirmChannel present = state.channel();
      if (present != null) {
        present.flush();
      }
    } finally {
      writing.unlock();
    }
  }

  /** Writes on a new channel from now on; there was none. */
  void opened(ConfirmChannel fresh) {
    writing.lock();
    try {
      state = state.opened(fresh);
    } finally {
      writing.unlock();
    }
  }

  /** Writes on a new channel from now on; what the old one is still to confirm, it may. */
  void replace(ConfirmChannel old, ConfirmChannel fresh) {
    writing.lock();
    try {
      old.flush();
      state = state.opened(fresh);
      retired.add(old);
    } finally {
      writing.unlock();
    }
  }

  /**
   * One channel is gone. What was not confirmed on it waits again.
   *
   * @param change if messages are written on it
   * @param before is shown then, under the lock, what was not confirmed, in the order of writing
   * @return whether messages were written on it; else it was retired before
   */
  boolean channelLost(
      ConfirmChannel gone,
      UnaryOperator<PublishingState<ConfirmChannel>> change,
      Consumer<List<Publication>> before) {
    writing.lock();
    try {
      boolean present = state.channel() == gone;
      if (present) {
        state = change.apply(state);
        List<Publication> unconfirmed = gone.drain();
        before.accept(unconfirmed);
        waiting.putBack(unconfirmed);
      } else if (retired.remove(gone)) {
        waiting.putBack(gone.drain());
      }
      return present;
    } finally {
      writing.unlock();
    }
  }

  /** The connection is gone, and all its channels. What was not confirmed waits again. */
  void connectionLost() {
    writing.lock();
    try {
      blocked = false;
      giveUpChannels();
    } finally {
      writing.unlock();
    }
  }

  @GuardedBy("writing")
  private void giveUpChannels() {
    ConfirmChannel gone = state.channel();
    state = state.lost();
    if (gone != null) {
      waiting.putBack(gone.drain());
    }
    waiting.putBack(retired.drain());
  }

  /**
   * Gives up what has waited too long, unless somebody is writing.
   *
   * @return false when somebody is, who may be stuck
   */
  boolean tryExpireDue(ConnectionState connected) {
    if (!writing.tryLock()) {
      return false;
    }
    try {
      waiting.expireDue(connected);
      return true;
    } finally {
      writing.unlock();
    }
  }

  /** Gives up all, and writes nothing any more. */
  void close(ConnectionState last) {
    writing.lock();
    try {
      giveUpChannels();
      state = state.closed();
      waiting.expireAll(last);
    } finally {
      writing.unlock();
    }
  }
}
