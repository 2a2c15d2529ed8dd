package io.pikabus.bus;

import io.pikabus.BusStatus.State;
import io.pikabus.FailedMessage;
import io.pikabus.PausePolicy;
import io.pikabus.PayloadException;
import io.pikabus.config.IncomingSettings;
import io.pikabus.log.Mask;
import io.pikabus.log.Repetitions;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.rabbitmq.ConsumerState;
import io.pikabus.rabbitmq.Delivery;
import io.pikabus.rabbitmq.QueueConsumer;
import io.pikabus.recovery.Backoff;
import io.pikabus.recovery.FailureHeaders;
import io.pikabus.recovery.LinearRetries;
import io.pikabus.recovery.Outages;
import io.pikabus.recovery.Pausing;
import io.pikabus.text.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Pauses a lane while somebody says so, or while handling fails for a reason that is not the
 * message's own: then one message stays in hand, unacknowledged, and nothing is delivered behind
 * it. On the lane's thread, but for {@link #kept}.
 */
final class Pauses {

  private static final System.Logger LOG = System.getLogger("io.pikabus");

  private static final Duration MOST_HALTED = Duration.ofSeconds(10);

  private static final Duration MOST_IDLE = Duration.ofSeconds(5);

  private final IncomingSettings settings;
  private final @Nullable PausePolicy policy;
  private final Mask secrets;
  private final QueueConsumer consumer;
  private final Halts halts;
  private final Repetitions begun = new Repetitions(2);
  private final Repetitions going = new Repetitions(1);
  private final Repetitions ended = new Repetitions(2);
  private volatile Pausing pausing = Pausing.NONE;
  private @Nullable Message inHand;

  /**
   * A message that is kept.
   *
   * @param properties with the count of its failures
   * @param since in terms of {@link System#nanoTime}
   */
  record Message(Delivery delivery, MessageProperties properties, long since) {}

  Pauses(
      IncomingSettings settings,
      @Nullable PausePolicy policy,
      Mask secrets,
      QueueConsumer consumer,
      Halts halts) {
    this.settings = settings;
    this.policy = policy;
    this.secrets = secrets;
    this.consumer = consumer;
    this.halts = halts;
  }

  /** Why the lane is paused, and when the next message is tried; empty when it is not. */
  Optional<Kept> kept() {
    return halts.first().or(this::outage);
  }

  private Optional<Kept> outage() {
    Pausing present = pausing;
    Instant since = present.since();
    return since == null
        ? Optional.empty()
        : Optional.of(
            new Kept(
                State.PAUSED,
                since,
                "Paused, because other messages would fail as well; the message in hand is kept and tried again, its retries untouched. "
                    + present.reason(),
                present.next()));
  }

  /** Whether nothing may be handled yet. */
  boolean isResting() {
    Optional<Kept> halted = halts.first();
    if (halted.isPresent()) {
      halt(halted.get().since());
    } else if (pausing.isDue(Instant.now())) {
      return false;
    }
    Message present = inHand;
    if (present != null
        && System.nanoTime() - present.since() > settings.pauses().inHand().toNanos()
        && !present.delivery().isLost()) {
      consumer.release();
    }
    return true;
  }

  /**
   * Short pauses, one after the other, bring no message closer to its delivery limit; in a long one
   * other services may have what waits.
   */
  private void halt(Instant since) {
    if (Duration.between(since, Instant.now()).compareTo(MOST_HALTED) <= 0) {
      consumer.hold();
      return;
    }
    if (!consumer.suspend()) {
      return;
    }
    Message present = inHand;
    if (present != null && present.properties().equals(present.delivery().properties())) {
      present.delivery().requeue();
      inHand = null;
    }
    consumer.giveBackAhead();
  }

  /** Whether a message came while somebody paused the lane: it is the first to be tried then. */
  boolean holdsBack(Delivery delivery) {
    if (halts.first().isEmpty()) {
      return false;
    }
    inHand = new Message(delivery, delivery.properties(), System.nanoTime());
    return true;
  }

  /** The message that is to be tried now, instead of another one; null when any may be. */
  @Nullable Message take() {
    Message present = inHand;
    inHand = null;
    return present;
  }

  /**
   * Nothing came that could be tried. A service whose queue is empty does not stay paused: nothing
   * fails.
   */
  void idle() {
    Instant next = pausing.next();
    if (next != null
        && consumer.state().phase() == ConsumerState.Phase.CONSUMING
        && Duration.between(next, Instant.now()).compareTo(MOST_IDLE) > 0) {
      handled();
    }
  }

  /** A message was handled. */
  void handled() {
    Pausing before = pausing;
    if (before.failed().isEmpty() && !before.isPaused()) {
      return;
    }
    pausing = before.handled();
    tellEnd(before);
  }

  private void tellEnd(Pausing before) {
    Instant since = before.since();
    if (since != null && !pausing.isPaused()) {
      ended
          .next("ended")
          .ifPresent(
              more ->
                  LOG.log(
                      System.Logger.Level.INFO,
                      "Queue {0} is handled again, after {1} s and {2} failed attempts.{3}",
                      Printable.of(settings.queue()),
                      Duration.between(since, Instant.now()).toSeconds(),
                      before.attempts(),
                      more));
    }
  }

  /**
   * A message failed.
   *
   * @param properties with the count of its failures
   * @param at when it came into hand, in terms of {@link System#nanoTime}
   * @return whether it is kept; else it is to be recovered as ever
   */
  boolean keeps(Delivery delivery, MessageProperties properties, Throwable failure, long at) {
    Pausing before = pausing;
    Optional<Throwable> outage = outage(delivery, properties, failure);
    Pausing.Kind kind =
        outage.isPresent()
            ? Pausing.Kind.OUTAGE
            : failure instanceof PayloadException
                    || LinearRetries.isNamed(failure, settings.retries().never())
                ? Pausing.Kind.OWN
                : Pausing.Kind.UNKNOWN;
    pausing =
        before.failed(
            Arrivals.identity(delivery),
            kind,
            settings.pauses().afterFailures(),
            Printable.of(secrets.mask(FailureLog.described(outage.orElse(failure)))),
            Instant.now(),
            ThreadLocalRandom.current().nextDouble());
    if (pausing.keeps()) {
      inHand = new Message(delivery, properties, at);
    }
    if (pausing.isPaused()) {
      consumer.hold();
      tell(before, failure);
    }
    tellEnd(before);
    return pausing.keeps();
  }

  private Optional<Throwable> outage(
      Delivery delivery, MessageProperties properties, Throwable failure) {
    if (policy != null) {
      try {
        int failures = FailureHeaders.failures(properties, settings.bus().headerNames()) + 1;
        return policy.pauses(FailedMessage.of(delivery.metadata(), failures, failure))
            ? Optional.of(failure)
            : Optional.empty();
      } catch (RuntimeException undecided) {
        failure.addSuppressed(undecided);
      }
    }
    return Outages.find(failure, settings.pauses().on());
  }

  private void tell(Pausing before, Throwable failure) {
    Pausing now = pausing;
    if (!before.isPaused()) {
      begun
          .next("begun")
          .ifPresent(
              more ->
                  LOG.log(
                      System.Logger.Level.WARNING,
                      "Queue "
                          + Printable.of(settings.queue())
                          + " is paused, because other messages would fail as well: "
                          + now.reason()
                          + ". The message in hand is kept and tried again with pauses of up to "
                          + Backoff.LONGEST.toSeconds()
                          + " s."
                          + more,
                      failure));
    } else {
      going
          .next("going")
          .ifPresent(
              more ->
                  LOG.log(
                      System.Logger.Level.WARNING,
                      "Queue {0} is still paused after {1} attempts: {2}{3}",
                      Printable.of(settings.queue()),
                      now.attempts(),
                      now.reason(),
                      more));
    }
  }
}
