package io.pikabus.rabbitmq;

import io.pikabus.SendOutcome;
import io.pikabus.delay.DelayRoute;
import io.pikabus.delay.DelayTopology;
import io.pikabus.log.Repetitions;
import io.pikabus.text.Printable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Sends delayed messages that are due where they belong, and settles each as the outcome says:
 * acknowledged, to the error queue, or tried later. On the clock's thread; the client's reader
 * thread hands the outcomes back to it.
 */
final class DueSender {

  private static final System.Logger LOG = System.getLogger("io.pikabus.delay");

  private static final Duration CONFIRM = Duration.ofSeconds(30);

  private final Publisher publisher;
  private final DelayedPublisher delayed;
  private final OwnBuses own;
  private final DelayErrors errors;
  private final DelaysInHand inHand;
  private final DelayClock clock;
  private final Consumer<Delivery> tryLater;
  private final Repetitions repetitions = new Repetitions(3);
  private final MissingQueues missing = new MissingQueues();
  private final AtomicInteger underWay = new AtomicInteger();

  /**
   * Sends nothing yet.
   *
   * @param tryLater gets those that could not be sent now
   */
  DueSender(
      Publisher publisher,
      DelayedPublisher delayed,
      OwnBuses own,
      DelayErrors errors,
      DelaysInHand inHand,
      DelayClock clock,
      Consumer<Delivery> tryLater) {
    this.publisher = publisher;
    this.delayed = delayed;
    this.own = own;
    this.errors = errors;
    this.inHand = inHand;
    this.clock = clock;
    this.tryLater = tryLater;
  }

  /** Whether no outcome is awaited. For any thread. */
  boolean isQuiet() {
    return underWay.get() == 0;
  }

  /** A message that is due. */
  void deliver(DueMessage message) {
    if (!own.publishesTo(message.note().directExchange())) {
      leaveToOthers(message);
      return;
    }
    if (inHand.isRefusedForGood(message.delivery())) {
      toErrorQueue(message, "the broker refused it %d times".formatted(DelaysInHand.MOST_REFUSALS));
      return;
    }
    missing
        .reply(message.note().queue())
        .ifPresentOrElse(reply -> toErrorQueue(message, reply), () -> send(message));
  }

  /** A message whose note cannot be used. */
  void stray(Delivery delivery, String fault) {
    toErrorQueue(errors.stray(delivery), fault);
  }

  /**
   * A message that is not due, anew on the way that its sender chose.
   *
   * @param failed run on the clock's thread if that was not confirmed
   */
  void defer(DueMessage message, Runnable failed) {
    boolean alone = DelayRoute.isAlone(message.delivery().metadata().routingKey());
    whenSent(
        alone
            ? delayed.publishAlone(message.waiting(true), message.note(), CONFIRM)
            : delayed.publishAgain(message.waiting(true), message.note(), CONFIRM),
        outcome -> {
          if (outcome instanceof SendOutcome.Confirmed) {
            settled(message.delivery());
          } else {
            failed.run();
          }
        });
  }

  /**
   * A message of another bus: its exchange is not ours to declare or publish to. The broker knows
   * the destination, as it does when no service is left.
   */
  private void leaveToOthers(DueMessage message) {
    if (message.delivery().metadata().queue().equals(DelayTopology.UNROUTED)) {
      toErrorQueue(
          message,
          "its exchange '%s' is of another bus, and the broker knows no way to its queue"
              .formatted(Printable.of(message.note().directExchange())));
      return;
    }
    boolean again = inHand.mayHaveCome(message.delivery());
    inHand.sending(message.delivery());
    then(message, delayed.publishAlone(message.waiting(again), message.note(), CONFIRM));
  }

  private void send(DueMessage message) {
    Delivery delivery = message.delivery();
    boolean again = inHand.mayHaveCome(delivery);
    inHand.sending(delivery);
    then(message, publisher.publish(message.envelope(again), CONFIRM));
  }

  private void then(DueMessage message, CompletableFuture<SendOutcome> sending) {
    whenSent(sending, outcome -> clock.guarded(message.delivery(), () -> settle(message, outcome)));
  }

  private void whenSent(CompletableFuture<SendOutcome> sending, Consumer<SendOutcome> then) {
    underWay.incrementAndGet();
    var done =
        sending.thenAcceptAsync(
            outcome -> {
              underWay.decrementAndGet();
              then.accept(outcome);
            },
            clock);
    if (done.isCompletedExceptionally()) {
      LOG.log(System.Logger.Level.DEBUG, "Closed before an outcome came.");
    }
  }

  private void settle(DueMessage message, SendOutcome outcome) {
    if (!(outcome instanceof SendOutcome.Unknown)) {
      inHand.notCome(message.delivery());
    }
    if (outcome instanceof SendOutcome.Confirmed) {
      settled(message.delivery());
    } else if (outcome instanceof SendOutcome.Unroutable unroutable) {
      String reply = unroutable.replyCode() + " " + unroutable.replyText();
      missing.put(message.note().queue(), reply);
      errors.lookAgain(message);
      toErrorQueue(message, reply);
    } else {
      if (outcome instanceof SendOutcome.Refused) {
        inHand.refused(message.delivery());
      }
      repetitions
          .next(message.note().queue() + outcome.getClass())
          .ifPresent(
              more ->
                  LOG.log(
                      System.Logger.Level.WARNING,
                      "A delayed message to queue {0} was not confirmed ({1}); it is tried again.{2}",
                      Printable.of(message.note().queue()),
                      Printable.of(outcome),
                      more));
      tryLater.accept(message.delivery());
    }
  }

  private void toErrorQueue(DueMessage message, String reply) {
    errors
        .copy(message, reply)
        .ifPresentOrElse(
            copy -> then(message, publisher.publish(copy, CONFIRM)),
            () -> tryLater.accept(message.delivery()));
  }

  private void settled(Delivery delivery) {
    inHand.forget(delivery);
    delivery.acknowledge();
  }
}
