package io.pikabus.rabbitmq;

import io.pikabus.SendOutcome;
import io.pikabus.delay.DelayHeaders;
import io.pikabus.delay.DelayRoute;
import io.pikabus.delay.DelayTopology;
import io.pikabus.log.Repetitions;
import io.pikabus.recovery.Deliveries;
import io.pikabus.recovery.FrameRoom;
import io.pikabus.text.Printable;
import io.pikabus.thread.RunningWork;
import io.pikabus.thread.WorkThread;
import io.pikabus.time.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Takes delayed messages that are soon due and delivers each at its time. Every service of a bus
 * that uses delays has one; a message is in the hands of one of them, and back in its queue if that
 * one dies.
 *
 * <p>Threads: one takes what arrives and delivers what is due; the client's reader thread hands the
 * outcomes back to it.
 */
final class DelayScheduler implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus.delay");

  private static final Duration CONFIRM = Duration.ofSeconds(30);

  /**
   * How long a message of a level is held. Meanwhile it does not walk on: if its holder is killed,
   * it is late by as much.
   */
  private static final Duration TURN = Duration.ofMinutes(1);

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration FORGET = Duration.ofSeconds(5);
  private static final Duration TAKING = Duration.ofSeconds(5);

  private final BrokerConnection publishing;
  private final Publisher publisher;
  private final DelayedPublisher delayed;
  private final BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();
  private final DelaysInHand inHand = new DelaysInHand();
  private final OwnBuses own;
  private final DelayErrors errors;

  private final Repetitions repetitions = new Repetitions(3);
  private final MissingQueues missing = new MissingQueues();
  private final ScheduledThreadPoolExecutor clock;
  private final DelayConsumers consumers;
  private final Notice notice;
  private final AtomicInteger underWay = new AtomicInteger();

  /** Changed and read by the clock's thread. */
  private boolean closing;

  private final RunningWork taker;

  DelayScheduler(
      BrokerConnection publishing,
      BrokerConnection consuming,
      Publisher publisher,
      DelayedPublisher delayed,
      OwnBuses own,
      Supplier<FrameRoom> room,
      Notice notice,
      WorkThread acknowledging) {
    this.own = own;
    this.errors = new DelayErrors(publishing, own, room);
    this.notice = notice;
    this.publishing = publishing;
    this.publisher = publisher;
    this.delayed = delayed;
    this.clock = new ScheduledThreadPoolExecutor(1, publishing.threads().named("pikabus-clock"));
    clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    clock.setRemoveOnCancelPolicy(true);
    this.consumers = new DelayConsumers(consuming, arrived, acknowledging, delayed::tellDeleted);
    var forgetting =
        clock.scheduleWithFixedDelay(
            inHand::forgetLost, FORGET.toMillis(), FORGET.toMillis(), TimeUnit.MILLISECONDS);
    LOG.log(System.Logger.Level.TRACE, "Keeping time: {0}", forgetting);
    this.taker = publishing.threads().start("pikabus-delays", this::take);
    delayed.onStops(consumers::attend);
  }

  private void take() {
    try {
      while (true) {
        Delivery delivery = arrived.take();
        guarded(delivery, () -> arrived(delivery, DelayHeaders.read(delivery.properties())));
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The last resort: whatever somebody wrote into a message must not end a thread of ours, nor
   * leave the message in nobody's hands. The same step is tried again, later and later.
   */
  private void guarded(Delivery delivery, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error unexpected) {
      boolean isNew = notice.set("A delayed message cannot be processed; see the log.");
      repetitions
          .next("unexpected " + unexpected.getClass())
          .ifPresent(
              more ->
                  LOG.log(
                      isNew ? System.Logger.Level.ERROR : System.Logger.Level.WARNING,
                      "A delayed message cannot be processed; it is tried again: "
                          + Printable.of(unexpected)
                          + more,
                      unexpected));
      schedule(delivery, inHand.pause(delivery), step);
    }
  }

  private void arrived(Delivery delivery, Optional<DelayHeaders> note) {
    Instant now = Instant.now();
    Duration remaining =
        note.filter(readable -> readable.fault(now).isEmpty())
            .map(readable -> Duration.between(now, readable.due()))
            .orElse(Duration.ZERO);
    arrived(delivery, remaining);
  }

  /** What the broker counted often is replaced, so that its count begins anew. */
  private void arrived(Delivery delivery, Duration remaining) {
    if (DelayTopology.isEarly(delivery.metadata().queue(), remaining)
        && notice.set(
            "A policy with message-ttl shortens the delay queues; exclude ^PikaBusDelay from it.")) {
      LOG.log(
          System.Logger.Level.ERROR,
          "A delayed message came out of its delay queues {0} before it is due; it is held. Does a policy set message-ttl? Exclude ^PikaBusDelay from it: without a running service such messages are delivered early.",
          remaining);
    }
    boolean often = delivery.deliveries() >= Deliveries.REPLACED_AT;
    if (often && remaining.compareTo(SOON) > 0) {
      inHand.hold(delivery);
      clock.execute(() -> replace(delivery));
    } else if (DelayTopology.isLevel(delivery.metadata().queue())) {
      schedule(delivery, remaining.compareTo(TURN) < 0 ? remaining : TURN);
    } else if (DelayTopology.isDelivering(delivery.metadata().queue())
        && !inHand.takesContent(delivery)) {
      // Without its content, which the broker has; at its time the broker delivers it.
      Delivery light = delivery.withoutContent();
      inHand.hold(light);
      leaveToBroker(light, Instant.now().plus(remaining));
    } else {
      schedule(delivery, remaining);
    }
  }

  /** Its queue's dead-letter exchange is the one from which the broker itself delivers. */
  private void leaveToBroker(Delivery light, Instant due) {
    Duration remaining = Duration.between(Instant.now(), due);
    if (remaining.isNegative() || remaining.isZero()) {
      inHand.forget(light);
      light.reject();
    } else {
      schedule(light, remaining, () -> dueAtBroker(light, due));
    }
  }

  private void dueAtBroker(Delivery light, Instant due) {
    if (closing) {
      return;
    }
    if (light.isLost()) {
      inHand.forget(light);
    } else {
      leaveToBroker(light, due);
    }
  }

  /** Sends it anew on the way that its sender chose, and holds it if that fails. */
  private void replace(Delivery delivery) {
    DueMessage message = DueMessage.read(delivery).orElse(null);
    if (message == null) {
      schedule(delivery, Duration.ZERO);
      return;
    }
    if (closing || delivery.isLost()) {
      return;
    }
    underWay.incrementAndGet();
    boolean alone = DelayRoute.isAlone(delivery.metadata().routingKey());
    var sending =
        alone
            ? delayed.publishAlone(message.waiting(true), message.note(), CONFIRM)
            : delayed.publishAgain(message.waiting(true), message.note(), CONFIRM);
    var done =
        sending.thenAcceptAsync(
            outcome -> {
              underWay.decrementAndGet();
              if (outcome instanceof SendOutcome.Confirmed) {
                settled(delivery);
              } else {
                schedule(delivery, remaining(message));
              }
            },
            clock);
    if (done.isCompletedExceptionally()) {
      LOG.log(System.Logger.Level.DEBUG, "Closed before an outcome came.");
    }
  }

  private static Duration remaining(DueMessage message) {
    Duration remaining = Duration.between(Instant.now(), message.note().due());
    return remaining.compareTo(SOON) < 0 ? SOON : remaining;
  }

  /** Rounded up: never early. */
  private void schedule(Delivery delivery, Duration remaining) {
    schedule(delivery, remaining, () -> deliver(delivery));
  }

  private void schedule(Delivery delivery, Duration remaining, Runnable then) {
    long millis = remaining.plusNanos(999_999).toMillis();
    inHand.hold(delivery);
    Runnable step = () -> guarded(delivery, then);
    inHand.timed(delivery, clock.schedule(step, millis, TimeUnit.MILLISECONDS));
  }

  private void deliver(Delivery delivery) {
    if (closing) {
      return;
    }
    if (delivery.isLost()) {
      inHand.forget(delivery);
      return;
    }
    DueMessage message = DueMessage.read(delivery).orElse(null);
    if (message == null) {
      stray(delivery, "its delay headers are missing or invalid, so the destination is unknown");
      return;
    }
    Instant now = Instant.now();
    String fault = message.note().fault(now).orElse(null);
    if (fault != null) {
      stray(delivery, fault);
      return;
    }
    if (now.isBefore(message.note().due())) {
      if (DelayTopology.isLevel(delivery.metadata().queue())) {
        replace(delivery);
        return;
      }
      schedule(delivery, Duration.between(now, message.note().due()));
      return;
    }
    if (!own.publishesTo(message.note().directExchange())) {
      leaveToOthers(message);
      return;
    }
    if (inHand.isRefusedForGood(delivery)) {
      toErrorQueue(message, "the broker refused it %d times".formatted(DelaysInHand.MOST_REFUSALS));
      return;
    }
    missing
        .reply(message.note().queue())
        .ifPresentOrElse(reply -> toErrorQueue(message, reply), () -> send(message));
  }

  private void stray(Delivery delivery, String fault) {
    toErrorQueue(errors.stray(delivery), fault);
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
    underWay.incrementAndGet();
    var done =
        sending.thenAcceptAsync(
            outcome -> {
              underWay.decrementAndGet();
              guarded(message.delivery(), () -> settle(message, outcome));
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
      tryLater(message.delivery());
    }
  }

  private void toErrorQueue(DueMessage message, String reply) {
    errors
        .copy(message, reply)
        .ifPresentOrElse(
            copy -> then(message, publisher.publish(copy, CONFIRM)),
            () -> tryLater(message.delivery()));
  }

  private void tryLater(Delivery delivery) {
    schedule(delivery, inHand.pause(delivery));
  }

  private void settled(Delivery delivery) {
    inHand.forget(delivery);
    delivery.acknowledge();
  }

  /**
   * Hands over what is in hand: to another service's timekeeper if there is one, else to the
   * broker, which then delivers by itself.
   */
  @Override
  public void close() {
    takeAll();
    delayed.onStops(stops -> {});
    consumers.cancel();
    try {
      taker.interrupt();
      taker.awaitEnd();
      awaitSettled();
      clock.shutdownNow();
      arrived.forEach(inHand::hold);
      new HandOver(delayed).leaveToBroker(inHand.all(), inHand::forget);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException unreachable) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} delayed messages stay with the broker, which delivers them some minutes late: {1}",
          inHand.count(),
          unreachable.getMessage());
    }
    consumers.close();
  }

  /** What was delayed a moment ago may not have come into our hands yet. */
  private void takeAll() {
    Deadline deadline = Deadline.in(TAKING);
    try {
      consumers.awaitConsuming(deadline);
      while (!consumers.isAnyRefused()
          && !deadline.isOver()
          && inHand.count() < DelayConsumers.PREFETCH
          && anyReady()) {
        Thread.sleep(10);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException unreachable) {
      LOG.log(System.Logger.Level.DEBUG, unreachable.getMessage());
    }
  }

  /** What is being delivered is not handed over as well; if no answer comes, it is, marked. */
  private void awaitSettled() throws InterruptedException {
    Deadline deadline = Deadline.in(TAKING);
    CountDownLatch noneBegins = new CountDownLatch(1);
    clock.execute(
        () -> {
          closing = true;
          noneBegins.countDown();
        });
    boolean quiet = noneBegins.await(TAKING.toMillis(), TimeUnit.MILLISECONDS);
    while (!(quiet && underWay.get() == 0) && !deadline.isOver()) {
      Thread.sleep(10);
    }
  }

  private boolean anyReady() {
    return publishing.call(
        "Looking for delayed messages",
        open ->
            Declarer.onChannel(
                open,
                c ->
                    c.messageCount(DelayTopology.SHORT) > 0
                        || c.messageCount(DelayTopology.LONG) > 0));
  }
}
