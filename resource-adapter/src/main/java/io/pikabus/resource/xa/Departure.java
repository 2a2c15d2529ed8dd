package io.pikabus.resource.xa;

import io.pikabus.protocol.Envelope;
import io.pikabus.store.BatchOutcome;
import io.pikabus.store.InFlightBudget;
import io.pikabus.time.Deadline;
import io.pikabus.transaction.PostCommitSender;
import io.pikabus.transaction.TransactionalMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How committed messages leave: from memory, with their commit, where the broker takes them;
 * otherwise from the journal. Called from any thread.
 */
final class Departure {

  private static final int BUDGET_KIBIBYTES = 64 * 1024;

  private final Flusher flusher;
  private final Flusher.Broker broker;
  private final PostCommitSender sender;
  private final Duration commitWait;
  private final InFlightBudget budget = new InFlightBudget(BUDGET_KIBIBYTES);

  Departure(Flusher flusher, Flusher.Broker broker, PostCommitSender sender, Duration commitWait) {
    this.flusher = flusher;
    this.broker = broker;
    this.sender = sender;
    this.commitWait = commitWait;
  }

  /**
   * Lets messages leave, if the broker is there and not too much is on its way.
   *
   * @param deadline for room
   * @return null when they did not, and must leave from the journal
   */
  @Nullable CompletableFuture<BatchOutcome> now(
      Delivery delivery, List<TransactionalMessage> messages, Deadline deadline) {
    if (messages.isEmpty()) {
      return delivery.attempt(messages, sender);
    }
    List<Envelope> envelopes = messages.stream().map(TransactionalMessage::envelope).toList();
    int cost = Math.min(BUDGET_KIBIBYTES, budget.cost(envelopes));
    if (!broker.isReachable() || !isFree(cost, deadline)) {
      return null;
    }
    return delivery
        .attempt(messages, sender)
        .whenComplete((outcome, never) -> budget.giveBack(cost));
  }

  private boolean isFree(int cost, Deadline deadline) {
    try {
      return budget.take(cost, Math.max(0, deadline.nanosLeft()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** When a commit that begins now has waited long enough. */
  Deadline deadline() {
    return Deadline.in(commitWait);
  }

  /** Whether all of it is with the broker, for which a commit waits a while. */
  boolean isDelivered(CompletableFuture<BatchOutcome> attempt, Deadline deadline) {
    boolean interrupted = false;
    try {
      return attempt.get(Math.max(0, deadline.nanosLeft()), TimeUnit.NANOSECONDS)
          instanceof BatchOutcome.Delivered;
    } catch (InterruptedException impatient) {
      interrupted = true;
      return false;
    } catch (TimeoutException later) {
      return false;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** From the journal. */
  void later(Delivery delivery) {
    flusher.add(delivery);
  }

  /** What is on its way is the flusher's from now on. */
  void goOnWith(Delivery delivery, CompletableFuture<BatchOutcome> attempt) {
    flusher.goOnWith(delivery, attempt);
  }
}
