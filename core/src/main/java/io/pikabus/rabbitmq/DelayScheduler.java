package io.pikabus.rabbitmq;

import io.pikabus.delay.DelayHeaders;
import io.pikabus.delay.DelayTopology;
import io.pikabus.recovery.Deliveries;
import io.pikabus.recovery.FrameRoom;
import io.pikabus.thread.RunningWork;
import io.pikabus.thread.WorkThread;
import io.pikabus.time.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Takes delayed messages that are soon due and delivers each at its time. Every service of a bus
 * that uses delays has one; a message is in the hands of one of them, and back in its queue if that
 * one dies.
 *
 * <p>Threads: one takes what arrives, and that of the {@link DelayClock} delivers what is due.
 */
final class DelayScheduler implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus.delay");

  /**
   * How long a message of a level is held. Meanwhile it does not walk on: if its holder is killed,
   * it is late by as much.
   */
  private static final Duration TURN = Duration.ofMinutes(1);

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration TAKING = Duration.ofSeconds(5);

  private final BrokerConnection publishing;
  private final DelayedPublisher delayed;
  private final BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();
  private final DelaysInHand inHand = new DelaysInHand();
  private final DelayClock clock;
  private final DueSender sender;
  private final DelayConsumers consumers;
  private final Notice notice;

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
    this.notice = notice;
    this.publishing = publishing;
    this.delayed = delayed;
    this.clock = new DelayClock(publishing.threads(), inHand, notice);
    this.sender =
        new DueSender(
            publisher,
            delayed,
            own,
            new DelayErrors(publishing, own, room),
            inHand,
            clock,
            this::tryLater);
    this.consumers = new DelayConsumers(consuming, arrived, acknowledging, delayed::tellDeleted);
    this.taker = publishing.threads().start("pikabus-delays", this::take);
    delayed.onStops(consumers::attend);
  }

  private void take() {
    try {
      while (true) {
        Delivery delivery = arrived.take();
        clock.guarded(delivery, () -> arrived(delivery, DelayHeaders.read(delivery.properties())));
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
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
      clock.schedule(light, remaining, () -> dueAtBroker(light, due));
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
    sender.defer(message, () -> schedule(delivery, remaining(message)));
  }

  private static Duration remaining(DueMessage message) {
    Duration remaining = Duration.between(Instant.now(), message.note().due());
    return remaining.compareTo(SOON) < 0 ? SOON : remaining;
  }

  private void schedule(Delivery delivery, Duration remaining) {
    clock.schedule(delivery, remaining, () -> deliver(delivery));
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
      sender.stray(
          delivery, "its delay headers are missing or invalid, so the destination is unknown");
      return;
    }
    Instant now = Instant.now();
    String fault = message.note().fault(now).orElse(null);
    if (fault != null) {
      sender.stray(delivery, fault);
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
    sender.deliver(message);
  }

  private void tryLater(Delivery delivery) {
    schedule(delivery, inHand.pause(delivery));
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
      clock.stop();
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
    while (!(quiet && sender.isQuiet()) && !deadline.isOver()) {
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
