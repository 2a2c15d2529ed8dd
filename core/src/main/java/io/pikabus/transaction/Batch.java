package io.pikabus.transaction;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.SendException;
import io.pikabus.SendOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The outgoing messages of one transaction, in the order of sending. A transaction may be reaped by
 * another thread than the one that sends, so every method holds the monitor while it looks at the
 * state, and never while it waits.
 */
public final class Batch {

  private static final System.Logger LOG = System.getLogger("io.pikabus.transaction");

  /** Messages a transaction may hold: page "Transactions", bounds. */
  public static final int MOST_MESSAGES = 10_000;

  /** Bytes of bodies a transaction may hold. */
  public static final long MOST_BYTES = 64L * 1024 * 1024;

  private final PostCommitSender dispatch;
  private final Map<SendPhase, MessageStore> stores;
  private final boolean ofBus;

  @GuardedBy("this")
  private final List<TransactionalMessage> messages = new ArrayList<>();

  @GuardedBy("this")
  private final Map<Object, Participant> participants = new LinkedHashMap<>();

  private final CompletableFuture<@Nullable Void> sent = new CompletableFuture<>();

  /** What left after the commit and is not safe yet. */
  @GuardedBy("this")
  private final List<TransactionalMessage> unsent = new ArrayList<>();

  /** What became of those that were to be confirmed before the commit. */
  @GuardedBy("this")
  private List<Flush.Published> published = List.of();

  @GuardedBy("this")
  private long bytes;

  @GuardedBy("this")
  private BatchState state = BatchState.OPEN;

  @GuardedBy("this")
  private final List<MessageStore.Receipt> receipts = new ArrayList<>();

  /**
   * Empty.
   *
   * @param dispatch for what leaves after the commit; nothing can be stored
   */
  public Batch(PostCommitSender dispatch) {
    this(dispatch, Map.of());
  }

  /**
   * Empty.
   *
   * @param dispatch for what leaves after the commit
   * @param stores for what is kept in a resource of the transaction; by how it leaves
   */
  public Batch(PostCommitSender dispatch, Map<SendPhase, MessageStore> stores) {
    this(dispatch, stores, false);
  }

  private Batch(PostCommitSender dispatch, Map<SendPhase, MessageStore> stores, boolean ofBus) {
    this.dispatch = dispatch;
    this.stores = Map.copyOf(stores);
    this.ofBus = ofBus;
  }

  /** Of a transaction that is the bus's own, with no database: nothing is stored. */
  static Batch ofBus(PostCommitSender dispatch) {
    return new Batch(dispatch, Map.of(), true);
  }

  /** Whether there is no database whose commit decides: the confirms do. */
  public boolean isOfBus() {
    return ofBus;
  }

  /**
   * Somebody takes part, and hears how the transaction ends.
   *
   * @param key of the participant
   * @param newcomer makes it, unless one with this key takes part already
   * @return the one that takes part
   * @throws IllegalStateException when the transaction is completing or over
   */
  public synchronized Participant enlist(Object key, Supplier<? extends Participant> newcomer) {
    if (state != BatchState.OPEN) {
      throw new IllegalStateException(
          "Nothing more can take part in this transaction: its messages are already %s. Receive before the transaction completes."
              .formatted(state));
    }
    return participants.computeIfAbsent(key, unknown -> newcomer.get());
  }

  /**
   * Holds a message.
   *
   * @throws IllegalStateException when the transaction is completing or over, or holds too much, or
   *     when the message could not be stored
   */
  public void add(TransactionalMessage message) {
    MessageStore store = stores.get(message.departure());
    if (store != null) {
      store.expect();
    }
    hold(message);
  }

  private synchronized void hold(TransactionalMessage message) {
    if (state != BatchState.OPEN) {
      throw new IllegalStateException(
          "%s was refused: its transaction's messages are already %s. Send before the transaction completes."
              .formatted(message.envelope().describe(), state));
    }
    int size = message.envelope().body().length;
    if (messages.size() >= MOST_MESSAGES || bytes + size > MOST_BYTES) {
      throw new IllegalStateException(
          "%s was refused: its transaction already holds %d messages with %d bytes, and may hold %d with %d. Split the transaction."
              .formatted(
                  message.envelope().describe(),
                  messages.size(),
                  bytes,
                  MOST_MESSAGES,
                  MOST_BYTES));
    }
    messages.add(message);
    bytes += size;
  }

  /**
   * Does what must be done before the database commits: stores what is to be stored, then publishes
   * what is to be confirmed, and waits for the confirms.
   *
   * @throws SendException when a message was not confirmed; others may be out
   * @throws RuntimeException when a message could not be stored; nothing is out then
   */
  public void flush() {
    List<TransactionalMessage> held;
    synchronized (this) {
      state = state.flush();
      held = List.copyOf(messages);
    }
    try {
      store(SendPhase.STORED, held);
      store(SendPhase.HANDED_OVER, held);
      List<Flush.Published> out = Flush.publish(SendPhase.BEFORE_COMMIT.of(held));
      synchronized (this) {
        published = out;
      }
      Flush.requireConfirmed(out);
    } catch (RuntimeException notDone) {
      synchronized (this) {
        state = state == BatchState.FLUSHING ? state.failed() : state;
      }
      throw notDone;
    }
    synchronized (this) {
      state = state == BatchState.FLUSHING ? state.flushed() : state;
    }
  }

  private void store(SendPhase departure, List<TransactionalMessage> held) {
    List<TransactionalMessage> stored = departure.of(held);
    if (stored.isEmpty()) {
      return;
    }
    MessageStore store = stores.get(departure);
    if (store == null) {
      throw new IllegalStateException(
          departure == SendPhase.STORED
              ? "There is no outbox here: transaction = outbox needs a container with JTA."
              : "There is no resource adapter here: transaction = xa needs a container with JTA.");
    }
    MessageStore.Receipt given = store.store(stored);
    synchronized (this) {
      if (state == BatchState.FLUSHING) {
        receipts.add(given);
        return;
      }
    }
    given.abandoned();
  }

  /** The database has committed: lets go what has waited for that. Does not wait for confirms. */
  public void committed() {
    List<TransactionalMessage> leaving;
    List<MessageStore.Receipt> given;
    synchronized (this) {
      state = state.committed();
      given = takeReceipts();
      leaving = SendPhase.AFTER_COMMIT.of(messages);
    }
    List<CompletableFuture<?>> ends = new ArrayList<>();
    given.forEach(each -> ends.add(each.committed()));
    TransactionalMessage.together(
        leaving,
        each -> ends.add(dispatch.send(each).thenAccept(result -> requireSafe(each, result))));
    completeWith(sent, ends);
    release(sent);
  }

  /**
   * After all that was sent is out, so that a crash before it lets what was received come again.
   */
  private void release(CompletableFuture<@Nullable Void> out) {
    List<Participant> all = takeParticipants();
    if (all.isEmpty()) {
      return;
    }
    var told =
        out.whenComplete(
            (nothing, failure) ->
                all.forEach(failure == null ? Participant::committed : Participant::rolledBack));
    if (told.isCompletedExceptionally()) {
      LOG.log(System.Logger.Level.DEBUG, "What was received goes back at once.");
    }
  }

  private synchronized List<MessageStore.Receipt> takeReceipts() {
    List<MessageStore.Receipt> all = List.copyOf(receipts);
    receipts.clear();
    return all;
  }

  private synchronized List<Participant> takeParticipants() {
    List<Participant> all = List.copyOf(participants.values());
    participants.clear();
    return all;
  }

  /**
   * Sends again what left after the commit and did not get to the broker, marked as it may have.
   *
   * @return completed when all of it is out; exceptionally with the failure of one that is not
   */
  public CompletableFuture<@Nullable Void> sendAgain() {
    List<TransactionalMessage> again;
    synchronized (this) {
      again = unsent.stream().map(TransactionalMessage::possibleDuplicate).toList();
      unsent.clear();
    }
    List<CompletableFuture<?>> ends = new ArrayList<>();
    if (!again.isEmpty()) {
      TransactionalMessage.together(
          again,
          each -> ends.add(dispatch.send(each).thenAccept(result -> requireSafe(each, result))));
    }
    CompletableFuture<@Nullable Void> out = new CompletableFuture<>();
    completeWith(out, ends);
    return out;
  }

  private static void completeWith(
      CompletableFuture<@Nullable Void> end, List<CompletableFuture<?>> ends) {
    CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new))
        .whenComplete(
            (nothing, failure) -> {
              if (failure == null) {
                end.complete(null);
              } else {
                end.completeExceptionally(failure);
              }
            });
  }

  private void requireSafe(TransactionalMessage message, PostCommitSender.Result result) {
    if (result.isSafe()) {
      return;
    }
    boolean first;
    synchronized (this) {
      unsent.add(message);
      first = !sent.isDone();
    }
    if (first) {
      LOG.log(
          System.Logger.Level.ERROR,
          "{0} Its transaction has committed. Outside a handler nobody sends it again: use the outbox where that matters.",
          result.reason());
    }
    if (result.failure() != null) {
      throw new SendException(result.failure());
    }
    throw new SendException(
        message.envelope().describe(),
        result.fate() == PostCommitSender.Status.UNKNOWN
            ? new SendOutcome.Unknown(SendOutcome.Cause.TIMED_OUT, result.reason())
            : new SendOutcome.Refused(result.reason()));
  }

  /**
   * When everything is out.
   *
   * @return completed after the commit, when the broker has all messages or the database keeps them
   *     until it has; exceptionally when one that left after the commit was not confirmed
   */
  public CompletableFuture<@Nullable Void> sent() {
    return sent;
  }

  /** Drops everything: the transaction rolled back, or nobody knows. */
  public void discard() {
    List<MessageStore.Receipt> given;
    synchronized (this) {
      state = state.discarded();
      messages.clear();
      given = takeReceipts();
    }
    given.forEach(MessageStore.Receipt::abandoned);
    takeParticipants().forEach(Participant::rolledBack);
  }

  /** How many messages are held. */
  public synchronized int size() {
    return messages.size();
  }

  /** Whether nothing was sent, and nobody takes part. */
  public synchronized boolean isEmpty() {
    return messages.isEmpty() && participants.isEmpty();
  }

  /** How many were confirmed before the commit, if they all were. */
  public synchronized long confirmed() {
    return state == BatchState.FLUSHED ? SendPhase.BEFORE_COMMIT.of(messages).size() : 0;
  }

  /** What became of the messages that were to be confirmed before the commit, in their order. */
  synchronized List<Flush.Published> published() {
    return published;
  }

  /** Where it stands. */
  public synchronized BatchState state() {
    return state;
  }
}
