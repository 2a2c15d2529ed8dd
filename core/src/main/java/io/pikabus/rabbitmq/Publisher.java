package io.pikabus.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.pikabus.SendOutcome;
import io.pikabus.log.Repetitions;
import io.pikabus.observer.MessageObserver;
import io.pikabus.protocol.Envelope;
import io.pikabus.thread.WorkThread;
import io.pikabus.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one that publishes: every message of a connection goes through it, is written on the caller's
 * thread if it can be, and ends with an outcome within its timeout.
 *
 * <p>What cannot be written now (no connection, the broker blocks) waits in order. What was written
 * and not confirmed when a channel is lost is written again, in order and marked, before what
 * waits.
 *
 * <p>Threads: callers write; the connection's thread restores and drains; the client's reader
 * thread confirms. Invariants:
 *
 * <ol>
 *   <li>{@code channel}, {@code closed}, {@code flushing} and {@code waiting} change under {@code
 *       writing} only; the reader thread never takes that lock, so a writer stuck in the socket
 *       cannot stop confirms.
 *   <li>Nothing is written past a message that waits.
 *   <li>A message is in {@code pending} before its first octet is written.
 *   <li>Nothing is handed to the client after its deadline: of messages that share one, none is
 *       written behind another that was given up.
 * </ol>
 */
final class Publisher implements BrokerConnection.Listener {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  /** After a broker that is connected did not answer what a first message needs to know. */
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  /** A message that waits longer for its confirm is worth a notice. */
  private static final Duration USUAL_WAIT = Duration.ofSeconds(5);

  /** Between two sweeps, a longer time is the machine's or the debugger's. */
  private static final Duration NAP = Duration.ofSeconds(2);

  private static final Duration SWEEP = Duration.ofMillis(200);

  private final Repetitions channelsClosed = new Repetitions(1);
  private final BrokerConnection connection;
  private final MessageObserver observer;
  private final DeclaredQueues queues;
  private final Routes routes;
  private final InFlight inFlight = new InFlight();
  private final ReentrantLock writing = new ReentrantLock();
  private final WaitingPublications waiting = new WaitingPublications();

  /** Whether the thread will publish more, and lets go what is held then. */
  private final ThreadLocal<Boolean> batching = ThreadLocal.withInitial(() -> false);

  private final RetiredChannels retired = new RetiredChannels();
  private final SecondChances secondChances = new SecondChances(1_000);
  private final WorkThread timeouts;
  private volatile @Nullable ConfirmChannel channel;
  private boolean closed;
  private boolean flushing;

  /** Whether the broker is to be asked again in a moment. On the connection's thread only. */
  private boolean askingLater;

  /** Whether the broker takes no messages. Set by the client's reader thread. */
  private volatile boolean blocked;

  /** When the last sweep was, in terms of {@link System#nanoTime}. Of the sweeping thread. */
  private long swept = System.nanoTime();

  /** Whether a new channel is to be opened for messages whose confirms are late. */
  private final AtomicBoolean relieving = new AtomicBoolean();

  /** Whether a channel was closed over some message, so that they are tried one at a time. */
  private volatile boolean suspicious;

  /**
   * Publishes nothing yet.
   *
   * @param observer hears of what is written, and what becomes of it
   */
  Publisher(BrokerConnection connection, MessageObserver observer) {
    this.observer = observer;
    this.connection = connection;
    this.queues = new DeclaredQueues(connection);
    this.routes = new Routes(connection.rules());
    this.timeouts = new WorkThread(connection.threads(), "pikabus-timeouts");
    connection.add(this);
    timeouts.every(SWEEP, this::sweep);
  }

  /**
   * Publishes a message.
   *
   * @param timeout for everything: a place, the connection, the confirm
   * @return completed with the outcome, never exceptionally; by the client's reader thread as a
   *     rule, which must not be held up
   */
  CompletableFuture<SendOutcome> publish(Envelope envelope, Duration timeout) {
    return publish(new Publication(envelope, Deadline.in(timeout)));
  }

  CompletableFuture<SendOutcome> publish(Publication publication) {
    CompletableFuture<SendOutcome> answer = begin(publication);
    // The observer hears of it before whoever waits.
    return observer == MessageObserver.NONE
        ? answer
        : answer.whenComplete(
            (outcome, never) -> observer.answered(publication.envelope(), outcome));
  }

  private CompletableFuture<SendOutcome> begin(Publication publication) {
    if (!acquire(publication)) {
      return publication.outcome;
    }
    CompletableFuture<SendOutcome> released = inFlight.add(publication);
    try {
      // The broker does not read from a blocked connection, so declarations wait.
      write(publication, !blocked && prepare(publication));
    } catch (RuntimeException | Error unexpected) {
      fail(publication, unexpected);
    }
    return released;
  }

  /** No exception of any kind leaves a message without an outcome, or keeps its place. */
  private static void fail(Publication publication, Throwable unexpected) {
    LOG.log(System.Logger.Level.DEBUG, "A message cannot be published.", unexpected);
    publication.fail(unexpected);
  }

  /** A message is in the client's hands, or with those that are about to be. */
  void written(Envelope envelope) {
    observer.written(envelope);
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
  private void endBatch() {
    if (!writing.tryLock()) {
      connection.execute(this::flush);
      return;
    }
    try {
      ConfirmChannel present = channel;
      if (present != null && present.endBatch()) {
        flushSoon();
      }
    } finally {
      writing.unlock();
    }
  }

  private boolean acquire(Publication publication) {
    if (inFlight.tryPlace()) {
      return true;
    }
    endBatch();
    try {
      if (inFlight.awaitPlace(publication)) {
        return true;
      }
      publication.expire(connection.state());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      publication.abandon("the sending thread was interrupted");
    }
    return false;
  }

  /**
   * Makes the requests that a first message needs, and completes it if something is in the way. Not
   * under the lock: they wait for answers.
   *
   * @return whether all is known that need be; else a message that is written could find no queue
   */
  private boolean prepare(Publication publication) {
    if (routes.isKnown(publication.envelope()) && queues.areKnown(publication.envelope())) {
      return true;
    }
    Connection open = connection.current();
    if (open == null) {
      return false;
    }
    try {
      queues.ensure(open, publication.envelope());
      routes.ensure(open, publication.envelope()).ifPresent(publication.outcome::complete);
      return true;
    } catch (IOException | ShutdownSignalException broken) {
      return false;
    } catch (RuntimeException | Error unexpected) {
      fail(publication, unexpected);
      return true;
    }
  }

  private void write(Publication publication, boolean prepared) {
    try {
      if (!writing.tryLock(publication.deadline().nanosLeft(), TimeUnit.NANOSECONDS)) {
        publication.expire(connection.state());
        return;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      publication.abandon("the sending thread was interrupted");
      return;
    }
    try {
      ConfirmChannel present = channel;
      if (closed) {
        publication.abandon("the bus is closed");
      } else if (!prepared || present == null || blocked || suspicious || !waiting.isEmpty()) {
        waiting.add(publication);
        if (present != null && !blocked) {
          connection.execute(this::drain);
        }
      } else if (!publication.expireIfDue(connection.state())) {
        write(present, publication);
      }
    } finally {
      writing.unlock();
    }
  }

  /** Under the lock. */
  private void write(ConfirmChannel present, Publication publication) {
    boolean expected = batching.get();
    if (present.write(publication, expected) && !expected) {
      flushSoon();
    }
  }

  /** Under the lock. */
  private void flushSoon() {
    if (!flushing) {
      flushing = true;
      connection.schedule(this::flush, FlushPolicy.PATIENCE);
    }
  }

  /** On the connection's thread. */
  private void flush() {
    locked(
        () -> {
          flushing = false;
          ConfirmChannel present = channel;
          if (present != null) {
            present.flush();
          }
        });
  }

  private void locked(Runnable change) {
    writing.lock();
    try {
      change.run();
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void opened(Connection open) throws IOException {
    ConfirmChannel fresh = new ConfirmChannel(Declarer.channel(open), this);
    locked(() -> channel = fresh);
    drain();
  }

  @Override
  public void lost(String reason) {
    locked(
        () -> {
          blocked = false;
          giveUpAll();
        });
  }

  @Override
  public void blocked(boolean now) {
    blocked = now;
    if (!now) {
      connection.execute(this::drain);
    }
  }

  /** Writes what waits, in order. On the connection's thread, because routes need answers. */
  private void drain() {
    if (askingLater) {
      return;
    }
    for (Publication next = next(); next != null; next = next()) {
      Publication first = next;
      if (!prepare(first)
          && (!first.envelope().mandatory() || !queues.areKnown(first.envelope()))) {
        // It may lack its binding and would not come back, or its reply would have no queue. Those
        // behind it wait too, in order.
        askLater();
        return;
      }
      locked(() -> writeFirst(first));
    }
  }

  /** Once for all that wait, however many ask for it. */
  private void askLater() {
    askingLater = true;
    connection.schedule(
        () -> {
          askingLater = false;
          drain();
        },
        ASK_AGAIN);
  }

  /** What is to be written now, if anything is. */
  private @Nullable Publication next() {
    writing.lock();
    try {
      ConfirmChannel present = channel;
      if (present == null || blocked) {
        return null;
      }
      Publication first = waiting.first(connection.state());
      if (first == null) {
        suspicious = false;
      }
      // One at a time: the confirm or the channel's end brings us back here.
      return suspicious && present.isBusy() ? null : first;
    } finally {
      writing.unlock();
    }
  }

  /** Under the lock. The world may have changed since the message was found to be the first. */
  private void writeFirst(Publication first) {
    ConfirmChannel present = channel;
    if (present != null
        && !blocked
        && waiting.take(first)
        && !first.expireIfDue(connection.state())) {
      write(present, first);
    }
  }

  /** The broker closed the channel, but not the connection: over one of the messages. */
  private void replace(ConfirmChannel gone, ShutdownSignalException cause) {
    Connection open = connection.current();
    if (open == null || !open.isOpen() || cause.isInitiatedByApplication()) {
      return;
    }
    String reason = CloseReasons.describe(cause);
    channelsClosed
        .next(reason)
        .ifPresent(
            untold ->
                LOG.log(
                    System.Logger.Level.WARNING,
                    "The broker closed the publishing channel: {0}{1}",
                    CloseReasons.sentence(reason),
                    untold));
    replace(gone, open, unconfirmed -> suspect(unconfirmed, cause));
  }

  /** Our numbers and the broker's no longer agree on this channel. */
  private void abandon(ConfirmChannel spoiled) {
    spoiled.close();
    replace(spoiled, connection.current(), unconfirmed -> {});
  }

  private void replace(
      ConfirmChannel gone, @Nullable Connection open, Consumer<List<Publication>> before) {
    writing.lock();
    boolean present;
    try {
      present = channel == gone;
      if (present) {
        giveUpChannel(before);
      } else if (retired.remove(gone)) {
        waiting.putBack(gone.drain());
      }
    } finally {
      writing.unlock();
    }
    if (open == null || !present) {
      drain();
      return;
    }
    try {
      opened(open);
    } catch (IOException | ShutdownSignalException broken) {
      open.abort();
    }
  }

  /** Under the lock. */
  private void suspect(List<Publication> unconfirmed, ShutdownSignalException cause) {
    suspicious = true;
    if (CloseReasons.notFound(cause)) {
      routes.forgetAll();
      // One alone has not arrived. Not again and again: some brokers do not let us look first.
      if (unconfirmed.size() == 1 && !unconfirmed.get(0).renewRoute()) {
        unconfirmed.get(0).outcome.complete(new SendOutcome.Refused(CloseReasons.describe(cause)));
      }
    } else if (unconfirmed.size() == 1) {
      unconfirmed.get(0).outcome.complete(new SendOutcome.Refused(CloseReasons.describe(cause)));
    }
  }

  /**
   * Under the lock. What was not confirmed waits again.
   *
   * @param before is shown it first, in the order of writing
   */
  private void giveUpChannel(Consumer<List<Publication>> before) {
    ConfirmChannel gone = channel;
    channel = null;
    if (gone != null) {
      List<Publication> unconfirmed = gone.drain();
      before.accept(unconfirmed);
      waiting.putBack(unconfirmed);
    }
  }

  /** Under the lock: the connection is gone. */
  private void giveUpAll() {
    giveUpChannel(unconfirmed -> {});
    waiting.putBack(retired.drain());
  }

  /**
   * Publishes on a new channel from now on; what the old one is still to confirm, it may. On the
   * connection's thread.
   */
  private void refresh(ConfirmChannel old) {
    Connection open = connection.current();
    if (open == null || channel != old) {
      return;
    }
    try {
      ConfirmChannel fresh = new ConfirmChannel(Declarer.channel(open), this);
      locked(
          () -> {
            old.flush();
            channel = fresh;
            retired.add(old);
          });
    } catch (IOException | ShutdownSignalException broken) {
      LOG.log(System.Logger.Level.DEBUG, "No new channel: {0}", CloseReasons.describe(broken));
    }
  }

  /** The broker refused a message, and may take it on another channel. By the reader thread. */
  void refused(ConfirmChannel by, Publication publication) {
    publication
        .refused(secondChances)
        .ifPresentOrElse(
            pause -> connection.schedule(() -> publishAgain(by, publication), pause),
            publication::refuse);
  }

  private void publishAgain(ConfirmChannel by, Publication publication) {
    refresh(by);
    locked(
        () -> {
          if (!publication.isOver()) {
            waiting.add(publication);
          }
        });
    drain();
  }

  /** The broker has a message. By the reader thread. */
  void confirmed(Publication publication) {
    publication.confirm(secondChances);
  }

  /** Looks whether confirms are late though the broker answers. By the sweeping thread. */
  private void relieveIfLate(ConnectionState state, List<Publication> unconfirmed) {
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
      ConfirmChannel present = channel;
      if (present == null) {
        return;
      }
      if (present.unconfirmed().stream().anyMatch(this::isLate)) {
        refresh(present);
      }
      List<Publication> late = retired.take(this::isLate);
      late.forEach(Publication::tryAgain);
      locked(() -> waiting.putBack(late));
      drain();
    } finally {
      relieving.set(false);
    }
  }

  /**
   * Ends what has waited too long. On a thread of its own: a broker that stops reading, as one does
   * under an alarm, can hold a writer inside the socket and every other thread before the lock. The
   * connection is given up then.
   */
  private void sweep() {
    ConnectionState state = connection.state();
    ConfirmChannel present = channel;
    List<Publication> unconfirmed = new ArrayList<>(retired.unconfirmed());
    if (present != null) {
      unconfirmed.addAll(present.unconfirmed());
    }
    unconfirmed.removeIf(publication -> publication.expireIfDue(state));
    relieveIfLate(state, unconfirmed);
    if (retired.hasIdle()) {
      // A channel that waits for a node that hangs does not answer to its end either.
      connection.asking().execute(retired::closeIdle);
    }
    if (writing.tryLock()) {
      try {
        waiting.expireDue(state);
      } finally {
        writing.unlock();
      }
    } else if (present != null && present.isStuck()) {
      connection.breakOff(present.connection(), "The broker does not read.");
    }
    inFlight.expireForgotten(state);
  }

  /** What is declared on this connection besides. */
  DeclaredQueues queues() {
    return queues;
  }

  /**
   * What is to be noticed of messages that the broker has not confirmed, whether they were written
   * or wait; else empty.
   */
  String notice() {
    Duration age = inFlight.longestWait();
    return age.compareTo(USUAL_WAIT) < 0
        ? ""
        : "A message has waited for its confirm for %d s.".formatted(age.toSeconds());
  }

  /** Everything still on its way ends: the bus is closed. */
  void close() {
    connection.remove(this);
    timeouts.close();
    ConnectionState last = connection.state();
    locked(
        () -> {
          closed = true;
          giveUpAll();
          waiting.expireAll(last);
        });
    inFlight.expireAll(last);
  }

  /** Waits until nothing is on its way, for as long as that may take. */
  boolean awaitQuiet(Duration timeout) throws InterruptedException {
    return inFlight.awaitNone(timeout);
  }

  /** A returned command is tried once more: its queue's binding may have gone since it was made. */
  void returned(Publication publication, SendOutcome.Unroutable reply) {
    if (!publication.envelope().address().bound() || !publication.renewRoute()) {
      publication.outcome.complete(routes.explain(publication.envelope(), reply));
      return;
    }
    routes.forget(publication.envelope());
    connection.execute(
        () -> {
          locked(() -> waiting.add(publication));
          drain();
        });
  }

  /** A message of the channel was settled. By the client's reader thread. */
  void settled() {
    if (suspicious) {
      connection.execute(this::drain);
    }
  }

  void channelClosed(ConfirmChannel gone, ShutdownSignalException cause) {
    connection.execute(() -> replace(gone, cause));
  }

  void channelSpoiled(ConfirmChannel spoiled) {
    connection.execute(() -> abandon(spoiled));
  }
}
