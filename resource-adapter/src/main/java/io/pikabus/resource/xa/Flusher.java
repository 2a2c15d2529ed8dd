package io.pikabus.resource.xa;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.journal.BranchId;
import io.pikabus.journal.Journal;
import io.pikabus.journal.JournalException;
import io.pikabus.log.Repetitions;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.MessagePublisher;
import io.pikabus.store.BatchOutcome;
import io.pikabus.store.EnvelopeFormat.Content;
import io.pikabus.store.InFlightBudget;
import io.pikabus.text.Printable;
import io.pikabus.thread.Threads;
import io.pikabus.thread.WorkThread;
import io.pikabus.transaction.PostCommitSender;
import io.pikabus.transaction.SendPhase;
import io.pikabus.transaction.TransactionalMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Delivers what is committed, and was not delivered with its commit: reads it from the journal, in
 * the order of the commits, a bounded amount at a time, for as long as it takes. What was tried in
 * vain lets the others pass.
 *
 * <p>Any thread adds; all else is done on a thread of its own.
 */
final class Flusher implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus.resource");

  private static final int BUDGET_KIBIBYTES = 8 * 1024;

  /** How often it looks whether the broker is back; it asks nobody. */
  private static final Duration LOOK = Duration.ofMillis(250);

  private final Journal journal;
  private final Broker broker;
  private final PostCommitSender sender;
  private final WorkThread thread;
  private final InFlightBudget budget = new InFlightBudget(BUDGET_KIBIBYTES);
  private final Repetitions leftovers = new Repetitions(3);

  /** Why each of them can be brought nowhere, the first one first. */
  @GuardedBy("stuck")
  private final Map<BranchId, String> stuck = new LinkedHashMap<>();

  private final AtomicInteger underway = new AtomicInteger();

  /** Used on the thread only, as what follows. */
  private final Queue<Delivery> ready = new ArrayDeque<>();

  private @Nullable Loaded loaded;
  private boolean looking;
  private volatile boolean stopped;

  /** To which everything goes. */
  interface Broker {
    /** The one of the adapter's own user; the first call begins to connect. */
    MessagePublisher publisher();

    /** Whether it takes messages now, as far as is known. */
    boolean isReachable();
  }

  /** What is read, and waits for its turn. */
  private record Loaded(Delivery delivery, List<TransactionalMessage> messages, int cost) {}

  Flusher(Journal journal, Broker broker, PostCommitSender sender, Threads threads) {
    this.journal = journal;
    this.broker = broker;
    this.sender = sender;
    this.thread = new WorkThread(threads, "pikabus-journal");
  }

  /** Takes up a branch that is committed. */
  void add(Delivery delivery) {
    thread.execute(
        () -> {
          ready.add(delivery);
          goOn();
        });
  }

  /** Takes up a branch that is committed, and part of whose messages is on its way already. */
  void goOnWith(Delivery delivery, CompletableFuture<BatchOutcome> attempt) {
    underway.incrementAndGet();
    var told =
        attempt.thenAccept(
            outcome ->
                thread.execute(
                    () -> {
                      underway.decrementAndGet();
                      ended(delivery, outcome);
                    }));
    LOG.log(System.Logger.Level.TRACE, "Branch {0}: {1}", delivery.branch(), told);
  }

  /**
   * Branches of which a message can neither be delivered nor set aside.
   *
   * @param reason why not the first of them; empty if there is none
   */
  record Stuck(int count, String reason) {}

  Stuck stuck() {
    synchronized (stuck) {
      return new Stuck(stuck.size(), stuck.values().stream().findFirst().orElse(""));
    }
  }

  private void note(BranchId branch, @Nullable String reason) {
    synchronized (stuck) {
      if (reason == null) {
        stuck.remove(branch);
      } else {
        stuck.put(branch, reason);
      }
    }
  }

  /** Whether the broker takes messages now, as far as is known. */
  boolean isReachable() {
    return broker.isReachable();
  }

  private void goOn() {
    while (!stopped) {
      Loaded next = next();
      if (next == null || !budget.tryTake(next.cost())) {
        return;
      }
      loaded = null;
      CompletableFuture<BatchOutcome> attempt = next.delivery().attempt(next.messages(), sender);
      goOnWith(
          next.delivery(), attempt.whenComplete((outcome, never) -> budget.giveBack(next.cost())));
    }
  }

  /** Null when there is none, or it must wait. */
  private @Nullable Loaded next() {
    while (loaded == null && !ready.isEmpty()) {
      if (!broker.isReachable()) {
        lookLater();
        return null;
      }
      Delivery delivery = ready.remove();
      try {
        loaded = load(delivery);
      } catch (JournalException failed) {
        stopped = true;
        LOG.log(
            System.Logger.Level.ERROR,
            "What is committed and not delivered stays in the journal until the adapter is started again: {0}",
            failed.getMessage());
        return null;
      } catch (IllegalArgumentException unreadable) {
        leave(
            delivery,
            new BatchOutcome.Stuck(
                delivery.branch().toString(),
                List.of(new BatchOutcome.Failure(0, String.valueOf(unreadable.getMessage())))),
            delivery.unreadable());
      }
    }
    return loaded;
  }

  private void lookLater() {
    if (!looking) {
      looking = true;
      thread.later(
          LOOK,
          () -> {
            looking = false;
            goOn();
          });
    }
  }

  private Loaded load(Delivery delivery) throws JournalException {
    MessagePublisher publisher = broker.publisher();
    List<TransactionalMessage> messages =
        BranchFormat.read(journal.octets(delivery.branch())).stream()
            .map(content -> message(content, publisher))
            .toList();
    List<Envelope> envelopes = messages.stream().map(TransactionalMessage::envelope).toList();
    return new Loaded(delivery, messages, Math.min(BUDGET_KIBIBYTES, budget.cost(envelopes)));
  }

  private static TransactionalMessage message(Content content, MessagePublisher publisher) {
    return new TransactionalMessage(
        content.envelope(), publisher, content.timeout(), SendPhase.STORED, content.errors(), null);
  }

  private void ended(Delivery delivery, BatchOutcome outcome) {
    if (outcome instanceof BatchOutcome.Delivered) {
      note(delivery.branch(), null);
      try {
        journal.done(delivery.branch());
      } catch (JournalException failed) {
        LOG.log(
            System.Logger.Level.WARNING,
            "Branch {0} is delivered, which could not be recorded: {1} It is delivered again, marked, when the adapter is started again.",
            delivery.branch(),
            failed.getMessage());
      }
    } else {
      leave(delivery, outcome, delivery.failures());
    }
    goOn();
  }

  private void leave(Delivery delivery, BatchOutcome outcome, int failures) {
    Duration pause = Pace.after(outcome, failures);
    boolean isStuck = outcome instanceof BatchOutcome.Stuck;
    leftovers
        .next(isStuck ? "stuck" : "unanswered")
        .ifPresent(
            more ->
                LOG.log(
                    isStuck ? System.Logger.Level.ERROR : System.Logger.Level.WARNING,
                    "Branch {0} is committed, and not all of it is with the broker: {1}. It stays in the journal, and is tried again in {2}.{3}",
                    delivery.branch(),
                    reason(outcome),
                    pause,
                    more));
    note(delivery.branch(), isStuck ? reason(outcome) : null);
    thread.later(
        pause,
        () -> {
          ready.add(delivery);
          goOn();
        });
  }

  private static String reason(BatchOutcome outcome) {
    return outcome instanceof BatchOutcome.Stuck all
        ? Printable.of(all.failures().get(0).reason())
        : "no answer came";
  }

  /** Begins nothing more; what is on its way goes on. */
  void stop() {
    stopped = true;
  }

  /** Branches that are on their way. */
  int underway() {
    return underway.get();
  }

  @Override
  public void close() {
    stop();
    thread.close();
  }
}
