package io.pikabus.bus;

import io.pikabus.IncomingMetadata;
import io.pikabus.RetryPolicy;
import io.pikabus.config.IncomingSettings;
import io.pikabus.payload.Payloads;
import io.pikabus.protocol.Envelope;
import io.pikabus.rabbitmq.BrokerClient;
import io.pikabus.rabbitmq.ConsumerState;
import io.pikabus.rabbitmq.Delivery;
import io.pikabus.rabbitmq.QueueConsumer;
import io.pikabus.recovery.LinearRetries;
import io.pikabus.recovery.Recovery;
import io.pikabus.transaction.Inbox;
import io.pikabus.transaction.Transactions;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One queue, one thread, one message at a time, in order: take, decode, handle inside a
 * transaction, settle. Settling comes last: a message is acknowledged once it is handled, committed
 * and what it sent is out, or once it is confirmed in the error queue, and goes back to its queue
 * otherwise.
 *
 * <p>The thread belongs to the lane; {@link #close} may be called from any other.
 */
public final class Lane implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus");

  private static final Duration POLL = Duration.ofMillis(200);

  private final IncomingSettings settings;
  private final Handler handler;
  private final Handling handling;
  private final CurrentMessage current;
  private final Executor context;
  private final Recovery recovery;
  private final Copies copies;
  private final Unacknowledged unacknowledged = new Unacknowledged();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final QueueConsumer consumer;
  private volatile boolean running = true;

  private Lane(
      Setup setup, IncomingSettings settings, Type type, Handler handler, Executor context) {
    this.settings = settings;
    this.handler = handler;
    this.handling = new Handling(setup, settings, type, handler);
    this.context = context;
    this.current = setup.current();
    this.recovery =
        new Recovery(
            settings,
            setup.policy() != null ? setup.policy() : new LinearRetries(settings.retries()));
    this.copies = new Copies(settings.queue(), setup.client(), setup.confirmTimeout());
    this.consumer = setup.client().consume(settings);
  }

  /**
   * What all lanes of a bus have in common.
   *
   * @param transactions around the handlers
   * @param inbox null where there can be none
   * @param policy null for the one that each queue's settings describe
   * @param confirmTimeout for copies that replace failed messages
   */
  public record Setup(
      BrokerClient client,
      Payloads payloads,
      CurrentMessage current,
      Transactions transactions,
      @Nullable Inbox inbox,
      @Nullable RetryPolicy policy,
      Duration confirmTimeout) {}

  /**
   * Starts a lane.
   *
   * @param type what bodies are decoded to
   * @param context runs work on the thread that gives it, within the container's context
   */
  public static Lane start(
      Setup setup, IncomingSettings settings, Type type, Handler handler, Executor context) {
    Lane lane = new Lane(setup, settings, type, handler, context);
    Thread thread = new Thread(lane::run, "pikabus-" + settings.queue());
    thread.setDaemon(true);
    thread.start();
    return lane;
  }

  private void run() {
    try (consumer) {
      while (running && handler.awaitDemand()) {
        Delivery delivery = consumer.poll(POLL);
        if (delivery != null) {
          context.execute(() -> process(delivery));
        }
      }
      unacknowledged.await(settings.drainTimeout());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException fault) {
      LOG.log(
          System.Logger.Level.ERROR,
          "Queue " + settings.queue() + " is no longer consumed; this is a fault of pikabus.",
          fault);
    } finally {
      stopped.countDown();
    }
  }

  private void process(Delivery delivery) {
    Optional<Envelope> early =
        delivery.fault() != null
            ? Optional.empty()
            : recovery.untilDue(delivery.properties(), delivery.body(), Instant.now());
    if (early.isPresent()) {
      copies.replace(delivery, early.get());
    } else {
      handle(delivery);
    }
  }

  private void handle(Delivery delivery) {
    IncomingMetadata metadata = delivery.metadata();
    current.begin(metadata);
    try {
      settle(delivery, handling.handle(delivery));
    } catch (Handler.AbandonedException unsettled) {
      LOG.log(System.Logger.Level.ERROR, unsettled.getMessage());
      delivery.requeue();
    } catch (InterruptedException stopping) {
      if (running) {
        // Of the application's own: nobody else interrupts a lane that is to go on.
        recover(delivery, stopping);
      } else {
        Thread.currentThread().interrupt();
        LOG.log(
            System.Logger.Level.INFO,
            "Message {0} of queue {1} was interrupted and goes back to its queue.",
            metadata.messageId(),
            settings.queue());
        delivery.requeue();
      }
    } catch (Exception | Error failure) {
      recover(delivery, failure);
    } finally {
      current.end();
    }
  }

  private void settle(Delivery delivery, CompletableFuture<@Nullable Void> sent) {
    if (sent.isDone() && !sent.isCompletedExceptionally()) {
      delivery.acknowledge();
    } else {
      unacknowledged.add(delivery, sent);
    }
  }

  private void recover(Delivery delivery, Throwable failure) {
    Envelope next =
        recovery.afterFailure(
            delivery.metadata(), delivery.properties(), delivery.body(), failure, Instant.now());
    boolean givenUp = next.destination().name().equals(settings.bus().errorQueue());
    LOG.log(
        givenUp ? System.Logger.Level.ERROR : System.Logger.Level.WARNING,
        "Message "
            + delivery.metadata().messageId()
            + " of queue "
            + settings.queue()
            + " could not be handled and "
            + (givenUp ? "goes to queue " + settings.bus().errorQueue() : "is tried again"),
        failure);
    copies.replace(delivery, next);
  }

  /** The queue that is consumed. */
  String queue() {
    return settings.queue();
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
    copies.stop();
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
