package io.pikabus.transaction;

import io.pikabus.SendException;
import io.pikabus.SendOutcome;
import io.pikabus.protocol.Envelope;
import io.pikabus.text.Printable;
import io.pikabus.time.Deadline;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Sends a message whose transaction has committed, so that nobody is left to whom its failure could
 * be reported: what the broker does not deliver goes to the error queue with its reason.
 */
public final class PostCommitSender {

  private static final System.Logger LOG = System.getLogger("io.pikabus.transaction");

  private final Executor executor;

  /**
   * With an executor of its own.
   *
   * @param executor for what must not be done on the client's threads: a second publication may
   *     have to wait for the broker's answers
   */
  public PostCommitSender(Executor executor) {
    this.executor = executor;
  }

  /** What became of a message. */
  public enum Status {
    /** The broker has it. */
    DELIVERED,
    /** It lies in the error queue. */
    SET_ASIDE,
    /** No answer came: the broker may have it. Not an attempt. */
    UNKNOWN,
    /** Neither its destination nor the error queue takes it. */
    STUCK
  }

  /**
   * A message's end.
   *
   * @param reason empty when it was delivered
   * @param failure what nobody answered for, where that is known
   */
  public record Result(Status fate, String reason, @Nullable SendException failure) {

    /** An end of which no more is known. */
    public Result(Status fate, String reason) {
      this(fate, reason, null);
    }

    /** Whether the broker has it, here or there. */
    public boolean isSafe() {
      return fate == Status.DELIVERED || fate == Status.SET_ASIDE;
    }
  }

  private static final Result DELIVERED = new Result(Status.DELIVERED, "");

  /**
   * Sends a message. Messages that one thread sends to one broker keep their order.
   *
   * @return completed with its end, never exceptionally
   */
  public CompletableFuture<Result> send(TransactionalMessage message) {
    return send(message, message.deadline());
  }

  /**
   * Sends one of several messages that share a deadline, and so keep their order even when they are
   * given up.
   *
   * @return completed with its end, never exceptionally
   */
  public CompletableFuture<Result> send(TransactionalMessage message, Deadline deadline) {
    CompletableFuture<SendOutcome> outcome;
    try {
      outcome = message.publish(deadline);
    } catch (RuntimeException | Error unexpected) {
      // What is said once will be said again: it counts as an attempt.
      return CompletableFuture.completedFuture(new Result(Status.STUCK, Printable.of(unexpected)));
    }
    return outcome.thenCompose(
        first -> {
          if (first instanceof SendOutcome.Confirmed) {
            return CompletableFuture.completedFuture(DELIVERED);
          }
          SendException failure = new SendException(message.envelope().describe(), first);
          return first instanceof SendOutcome.Unknown
              ? CompletableFuture.completedFuture(
                  new Result(Status.UNKNOWN, failure.getMessage(), failure))
              : setAside(message, failure);
        });
  }

  private CompletableFuture<Result> setAside(TransactionalMessage message, SendException failure) {
    Envelope copy = message.undeliverable(failure);
    return CompletableFuture.completedFuture(copy)
        .thenComposeAsync(
            envelope -> message.publisher().publish(envelope, message.timeout()), executor)
        .thenApply(second -> end(message, failure, second))
        .exceptionally(
            closing ->
                new Result(
                    Status.UNKNOWN,
                    failure.getMessage() + " " + Printable.of(closing.getMessage())));
  }

  private static Result end(
      TransactionalMessage message, SendException failure, SendOutcome second) {
    String reason = failure.getMessage();
    if (second instanceof SendOutcome.Confirmed) {
      LOG.log(
          System.Logger.Level.ERROR,
          "{0} Its transaction has committed, so it went to queue {1}.",
          reason,
          message.errors().routingKey());
      return new Result(Status.SET_ASIDE, reason);
    }
    return new Result(
        second instanceof SendOutcome.Unknown ? Status.UNKNOWN : Status.STUCK,
        reason
            + " Nor could it go to queue %s: %s.".formatted(message.errors().routingKey(), second));
  }
}
