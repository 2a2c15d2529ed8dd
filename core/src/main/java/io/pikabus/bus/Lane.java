package io.pikabus.bus;

import io.pikabus.BusStatus.Part;
import io.pikabus.IncomingMetadata;
import io.pikabus.config.IncomingSettings;
import io.pikabus.observer.MessageObserver;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.rabbitmq.ConsumerState;
import io.pikabus.rabbitmq.Delivery;
import io.pikabus.rabbitmq.QueueConsumer;
import io.pikabus.recovery.LinearRetries;
import io.pikabus.recovery.Recovery;
import io.pikabus.text.Printable;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * One queue, one thread, one message at a time, in order: take, decode, handle inside a
 * transaction, settle. Settling comes last: a message is acknowledged once it is handled, committed
 * and what it sent is out, or once it is confirmed in the error queue, and goes back to its queue
 * otherwise.
 *
 * <p>The thread belongs to the lane; {@link #close} may be called from any other.
 */
public final class Lane implements Consumed, AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus");

  private static final Duration POLL = Duration.ofMillis(200);

  /** While no other message can be taken in hand. */
  private static final Duration LOOK = Duration.ofMillis(50);

  private final IncomingSettings settings;
  private final DeliverySink handler;
  private final Handling handling;
  private final CurrentMessage current;
  private final Executor context;
  private final Recovery recovery;
  private final HeldDeliveries held;
  private final Arrivals arrivals;
  private final Copies copies;
  private final FailureLog failures;
  private final Unacknowledged unacknowledged;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final QueueConsumer consumer;
  private final Halts halts;
  private final Pauses pauses;
  private final MessageObserver observer;
  private volatile boolean running = true;

  private Lane(
      LaneSetup setup,
      IncomingSettings settings,
      Type type,
      DeliverySink handler,
      Executor context,
      Halts halts) {
    this.settings = settings;
    this.handler = handler;
    this.handling = new Handling(setup, settings, type, handler);
    this.context = context;
    this.current = setup.current();
    this.observer = setup.observer();
    this.recovery =
        new Recovery(
            settings,
            setup.policy() != null ? setup.policy() : new LinearRetries(settings.retries()),
            setup.secrets());
    this.arrivals = new Arrivals(settings, recovery, setup.client().delays());
    this.held = new HeldDeliveries(settings.queue(), settings.prefetch());
    this.copies =
        new Copies(
            setup.client(),
            setup.confirmTimeout(),
            held,
            (delivery, properties) -> inContext(delivery, () -> process(delivery, properties)));
    this.failures = new FailureLog(settings, setup.secrets());
    this.unacknowledged = new Unacknowledged(held);
    this.consumer = setup.client().consume(settings);
    this.halts = halts;
    this.pauses = new Pauses(settings, setup.pauses(), setup.secrets(), consumer, halts);
  }

  /**
   * Starts a lane.
   *
   * @param type what bodies are decoded to
   * @param context runs work on the thread that gives it, within the container's context
   * @param halts by which it can be paused
   * @throws RuntimeException when there is no thread for it
   */
  public static Lane start(
      LaneSetup setup,
      IncomingSettings settings,
      Type type,
      DeliverySink handler,
      Executor context,
      Halts halts) {
    Lane lane = new Lane(setup, settings, type, handler, context, halts);
    try {
      setup.threads().start("pikabus-" + Printable.of(settings.queue()), lane::run);
    } catch (RuntimeException noThread) {
      lane.consumer.close();
      throw noThread;
    }
    return lane;
  }

  private void run() {
    try (consumer) {
      while (goesOn()) {}
      unacknowledged.await(settings.drainTimeout());
      held.finish(settings.drainTimeout());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException fault) {
      LOG.log(
          System.Logger.Level.ERROR,
          "Queue "
              + Printable.of(settings.queue())
              + " is no longer consumed; this is a fault of pikabus.",
          fault);
    } finally {
      stopped.countDown();
    }
  }

  /** An interrupt while the lane runs is the application's, whatever wait it ends. */
  private boolean goesOn() throws InterruptedException {
    try {
      if (!running || !handler.awaitDemand()) {
        return false;
      }
      step();
    } catch (InterruptedException interrupted) {
      if (!running) {
        throw interrupted;
      }
    }
    return true;
  }

  private void step() throws InterruptedException {
    if (pauses.isResting()) {
      held.attendCopies();
      stopping.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
    } else if (triesAgain() || held.attend()) {
      return;
    } else if (held.isFull()) {
      stopping.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
    } else {
      handleNext();
    }
  }

  private void handleNext() throws InterruptedException {
    Delivery delivery = consumer.poll(POLL);
    if (delivery == null) {
      pauses.idle();
      return;
    }
    observer.delivered(delivery.metadata());
    delivery.whenSettled(how -> observer.settled(delivery.metadata(), how));
    if (!pauses.holdsBack(delivery)) {
      inContext(delivery, () -> process(delivery, delivery.properties()));
    }
  }

  /** The message that a pause has kept, if there is one. */
  private boolean triesAgain() {
    Pauses.Message kept = pauses.take();
    if (kept == null) {
      return false;
    }
    if (kept.delivery().isLost()) {
      // The broker delivers it again; it did not kill its process.
      arrivals.ended(kept.delivery());
    } else {
      inContext(kept.delivery(), () -> process(kept.delivery(), kept.properties(), kept.since()));
    }
    return true;
  }

  private void inContext(Delivery delivery, Runnable work) {
    handler.context(delivery.metadata(), context).execute(work);
  }

  private void process(Delivery delivery, MessageProperties properties) {
    process(delivery, properties, System.nanoTime());
  }

  /**
   * Does what is to be done with a message.
   *
   * @param properties with the count of its failures: as it came, unless it is handled again in
   *     place
   * @param since it is in hand, in terms of {@link System#nanoTime}
   */
  private void process(Delivery delivery, MessageProperties properties, long since) {
    Optional<Recovery.Early> early =
        delivery.fault() != null
            ? Optional.empty()
            : recovery.early(properties, delivery.body(), Instant.now());
    Optional<Envelope> often = early.isPresent() ? Optional.empty() : arrivals.tooOften(delivery);
    if (early.isPresent()) {
      arrivals.tellEarly(delivery);
      copies.place(delivery, early.get().copy(), early.get().due());
    } else if (often.isPresent()) {
      copies.place(delivery, often.get());
    } else {
      handle(delivery, properties, since);
      arrivals.ended(delivery);
    }
  }

  private void handle(Delivery delivery, MessageProperties properties, long since) {
    IncomingMetadata metadata = delivery.metadata();
    current.begin(metadata);
    try {
      Handling.Sent sent = handling.handle(delivery);
      pauses.handled();
      observer.handled(metadata, null);
      settle(delivery, sent);
    } catch (DeliverySink.AbandonedException unsettled) {
      observer.handled(metadata, unsettled);
      LOG.log(System.Logger.Level.ERROR, unsettled.getMessage());
      delivery.requeue();
    } catch (InterruptedException stopping) {
      observer.handled(metadata, stopping);
      if (running) {
        // Of the application's own: nobody else interrupts a lane that is to go on.
        recover(delivery, properties, stopping, since);
      } else {
        Thread.currentThread().interrupt();
        LOG.log(
            System.Logger.Level.INFO,
            "Message {0} of queue {1} was interrupted and goes back to its queue.",
            Printable.of(metadata.messageId()),
            Printable.of(settings.queue()));
        delivery.requeue();
      }
    } catch (Exception | Error failure) {
      observer.handled(metadata, failure);
      recover(delivery, properties, failure, since);
    } finally {
      current.end();
    }
  }

  private void settle(Delivery delivery, Handling.Sent sent) {
    if (sent.isOut()) {
      delivery.acknowledge();
    } else {
      unacknowledged.add(delivery, sent);
    }
  }

  private void recover(
      Delivery delivery, MessageProperties properties, Throwable failure, long since) {
    if (pauses.keeps(delivery, properties, failure, since)) {
      return;
    }
    try {
      Recovery.Next next =
          recovery.next(delivery.metadata(), properties, delivery.body(), failure, Instant.now());
      failures.tell(delivery.metadata(), next, failure);
      copies.place(delivery, next);
    } catch (RuntimeException fault) {
      failures.tell(delivery.metadata(), fault);
      copies.again(delivery, properties);
    }
  }

  /** Named after its queue. */
  @Override
  public Part status() {
    return status(settings.queue());
  }

  /** Under another name. */
  public Part status(String name) {
    return Statuses.consumer(name, settings.queue(), state(), kept()).withNode(consumer.node());
  }

  @Override
  public Halts halts() {
    return halts;
  }

  /** What is kept in hand because the lane is paused, or because it can be put nowhere. */
  public Optional<Kept> kept() {
    return pauses.kept().or(held::kept);
  }

  /** Whether the queue is consumed, since when, and if not why. */
  public ConsumerState state() {
    return consumer.state();
  }

  /**
   * Waits until the queue is consumed.
   *
   * @return false when it was not in time; it still will be when it can
   */
  public boolean awaitConsuming(Duration timeout) throws InterruptedException {
    return consumer.awaitConsuming(timeout);
  }

  /** Stops deliveries; what is in hand goes on. Returns at once. */
  public void stop() {
    running = false;
    stopping.countDown();
    consumer.cancel();
  }

  /**
   * Waits until the message in hand is settled.
   *
   * @return false when it took longer
   */
  public boolean awaitStopped(Duration timeout) {
    try {
      return stopped.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Stops, and returns when the message in hand is settled. */
  @Override
  public void close() {
    stop();
    awaitStopped(settings.drainTimeout());
  }
}
