package io.pikabus.bus;

import io.pikabus.rabbitmq.Delivery;
import io.pikabus.recovery.Backoff;
import io.pikabus.text.Printable;
import io.pikabus.time.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A message that a lane keeps, unacknowledged, and what it tries with it: after pauses that grow,
 * until the message is done with. On the lane's thread.
 */
final class HeldDelivery {

  /** What is tried. */
  interface Step {
    /** Begins one attempt, and does not wait for its end. */
    CompletableFuture<Outcome> begin();

    /** Whether it calls the handler, on this thread, and so needs its demand. */
    default boolean callsHandler() {
      return false;
    }
  }

  /** What became of an attempt. */
  sealed interface Outcome {
    /** The message is acknowledged, or in other hands. */
    record Done() implements Outcome {}

    /** It is tried again. */
    record Failed(String reason) implements Outcome {}

    /** Something else is tried, after a pause. */
    record Instead(Step step, Duration pause) implements Outcome {}
  }

  private final Delivery delivery;
  private final Instant since = Instant.now();
  private Step step;
  private @Nullable CompletableFuture<Outcome> attempt;
  private String reason = "";
  private int failures;
  private Deadline nextTry = Deadline.in(Duration.ZERO);

  HeldDelivery(Delivery delivery, Step step) {
    this.delivery = delivery;
    this.step = step;
  }

  Delivery delivery() {
    return delivery;
  }

  /** When it was kept. */
  Instant since() {
    return since;
  }

  /** Why it does not move; empty while it only waits for its time. */
  String reason() {
    return reason;
  }

  int failures() {
    return failures;
  }

  boolean isUnderWay() {
    return attempt != null;
  }

  /** Whether it is time for an attempt that calls the handler. */
  boolean callsHandlerNow() {
    return attempt == null && step.callsHandler() && nextTry.isOver();
  }

  /** Begins an attempt now if none is under way. */
  CompletableFuture<Outcome> begin() {
    CompletableFuture<Outcome> present = attempt;
    if (present == null) {
      present = step.begin();
      attempt = present;
    }
    return present;
  }

  /** The attempt under way takes long: that alone keeps the message. */
  void late(String why) {
    reason = why;
  }

  /**
   * Looks what became of the attempt under way, or begins one if it is time.
   *
   * @return whether the message is done with
   */
  boolean attend() {
    if (attempt == null && !nextTry.isOver()) {
      return false;
    }
    CompletableFuture<Outcome> present = begin();
    return present.isDone() && settle(outcome(present));
  }

  private static Outcome outcome(CompletableFuture<Outcome> done) {
    try {
      return done.join();
    } catch (RuntimeException unexpected) {
      return new Outcome.Failed(Printable.of(unexpected.getMessage()));
    }
  }

  private boolean settle(Outcome outcome) {
    attempt = null;
    if (outcome instanceof Outcome.Failed failed) {
      fail(failed.reason());
    } else if (outcome instanceof Outcome.Instead instead) {
      step = instead.step();
      reason = "";
      failures = 0;
      waitFor(instead.pause());
    }
    return outcome instanceof Outcome.Done;
  }

  /** An attempt failed. */
  void fail(String why) {
    reason = why;
    failures++;
    waitFor(Backoff.after(failures, ThreadLocalRandom.current().nextDouble()));
  }

  /** Nothing is tried before the pause is over. */
  void waitFor(Duration pause) {
    nextTry = Deadline.in(pause);
  }
}
