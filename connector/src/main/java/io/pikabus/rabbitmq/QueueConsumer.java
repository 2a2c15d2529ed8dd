package io.pikabus.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.IncomingHeaders;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.protocol.Topology;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Consumes one queue on a channel of its own, and opens that channel again whenever it goes: the
 * topology first, then the prefetch, then the consumer.
 *
 * <p>Threads: the connection's thread opens; the client's thread delivers; one thread takes. The
 * fields change under the monitor. Invariant: what is in {@code arrived} came on the present
 * channel or is already known to be lost, so at most {@code prefetch} of them can be settled.
 */
public final class QueueConsumer implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  private static final Duration CANCEL = Duration.ofSeconds(5);

  private final BrokerConnection connection;
  private final Topology topology;
  private final String queue;
  private final int prefetch;
  private final HeaderNames names;
  private final BlockingQueue<Delivery> arrived;
  private final ScheduledExecutorService acknowledging;
  private final BrokerConnection.Listener listener = new Restorer();
  private final CountDownLatch allArrived = new CountDownLatch(1);
  private @Nullable Channel channel;
  private @Nullable Acknowledgements acknowledgements;
  private @Nullable String consumerTag;
  private ConsumerState state =
      new ConsumerState(ConsumerState.Phase.STARTING, Instant.now(), 0, "Not connected yet.");

  QueueConsumer(
      BrokerConnection connection,
      Topology topology,
      String queue,
      int prefetch,
      HeaderNames names,
      BlockingQueue<Delivery> arrived,
      ScheduledExecutorService acknowledging) {
    this.acknowledging = acknowledging;
    this.connection = connection;
    this.arrived = arrived;
    this.topology = topology;
    this.queue = queue;
    this.prefetch = prefetch;
    this.names = names;
    connection.add(listener);
  }

  /** The queue that is consumed. */
  public String queue() {
    return queue;
  }

  /** Whether it consumes, since when, and if not why. */
  public synchronized ConsumerState state() {
    return state;
  }

  /**
   * Waits until the queue is consumed.
   *
   * @return false when it was not in time
   */
  public synchronized boolean awaitConsuming(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (state.phase() != ConsumerState.Phase.CONSUMING) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /**
   * The next message, in the order of the queue.
   *
   * @return null when none came in time
   */
  public @Nullable Delivery poll(Duration timeout) throws InterruptedException {
    Delivery delivery = arrived.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
    while (delivery != null && delivery.isLost()) {
      delivery = arrived.poll();
    }
    return delivery;
  }

  private void open(Connection on) throws IOException {
    if (Declarer.declareQueues(on, topology)) {
      connection.settling().begin();
    }
    bindWhenSettled(on);
  }

  /**
   * The consumers of a connection wait for its youngest queue together, and are bound before the
   * first of them consumes: what a handler sends is to find the queues of the others.
   */
  private void bindWhenSettled(Connection on) throws IOException {
    Duration left = connection.settling().left();
    if (left.isZero()) {
      Declarer.bind(on, topology);
      connection.execute(() -> attempt(on, this::consume));
    } else {
      connection.schedule(() -> attempt(on, this::bindWhenSettled), left.plusMillis(1));
    }
  }

  /** Part of the way from a connection to a consumer. */
  private interface Stage {
    void on(Connection connection) throws IOException;
  }

  /** On the connection's thread. What is left over from a lost connection ends here. */
  private void attempt(Connection on, Stage stage) {
    if (!state().isWaiting() || !on.isOpen()) {
      return;
    }
    try {
      stage.on(on);
    } catch (IOException | ShutdownSignalException failure) {
      if (on.isOpen()) {
        waitAndReopen(Replies.sentence(Replies.describe(failure)));
      } else if (state().isWaiting()) {
        LOG.log(
            System.Logger.Level.WARNING,
            "The connection broke over queue {0}: {1}",
            queue,
            Replies.describe(failure));
      }
    }
  }

  /** Not under the monitor: it waits for answers. */
  private void consume(Connection on) throws IOException {
    Channel fresh = Declarer.channel(on);
    try {
      fresh.basicQos(prefetch);
      Receiver receiver = new Receiver(fresh);
      if (!install(receiver)) {
        Declarer.close(fresh);
        return;
      }
      consuming(fresh, fresh.basicConsume(queue, false, receiver));
      fresh.addShutdownListener(cause -> connection.execute(() -> reopen(fresh, cause)));
    } catch (IOException | ShutdownSignalException failure) {
      uninstall(fresh);
      // An answer that comes too late must not leave a consumer that nobody knows of.
      Declarer.abort(fresh);
      throw failure;
    }
  }

  /** Not once it is stopped: nobody would close the channel. */
  private synchronized boolean install(Receiver fresh) {
    if (state.phase() == ConsumerState.Phase.STOPPED) {
      return false;
    }
    channel = fresh.getChannel();
    acknowledgements = fresh.acknowledgements;
    consumerTag = null;
    return true;
  }

  private synchronized void uninstall(Channel gone) {
    if (channel == gone) {
      channel = null;
      consumerTag = null;
    }
  }

  private void consuming(Channel fresh, String tag) throws IOException {
    synchronized (this) {
      if (state.phase() != ConsumerState.Phase.STOPPED) {
        consumerTag = tag;
        state = state.consuming(Instant.now());
        notifyAll();
        LOG.log(System.Logger.Level.INFO, "Consuming queue {0}.", queue);
        return;
      }
    }
    // Stopped while the broker answered. What it delivered may be in somebody's hands by now: the
    // channel stays for the acknowledgement, until close().
    fresh.basicCancel(tag);
  }

  /** It stays unsettled, and so in its queue: what was not received can be put nowhere else. */
  private synchronized void hold(Channel on, @Nullable String messageId, String reason) {
    if (channel != on) {
      return;
    }
    String message =
        "Message %s stays in queue '%s' and is not handled. %s Take it out of the queue, or raise max-message-size."
            .formatted(messageId, queue, reason);
    state = state.holding(message, Instant.now());
    LOG.log(System.Logger.Level.ERROR, message);
  }

  private void reopen(Channel gone, ShutdownSignalException cause) {
    synchronized (this) {
      if (channel != gone) {
        return;
      }
      channel = null;
    }
    Connection on = connection.current();
    if (on != null && on.isOpen()) {
      waitAndReopen(Replies.sentence(Replies.describe(cause)));
    }
  }

  private void waitAndReopen(String reason) {
    ConsumerState now;
    synchronized (this) {
      state = state.interrupted(reason, Instant.now());
      now = state;
    }
    if (now.phase() == ConsumerState.Phase.STOPPED) {
      return;
    }
    Duration pause = Backoff.after(now.failures(), ThreadLocalRandom.current().nextDouble());
    LOG.log(
        System.Logger.Level.WARNING,
        "Not consuming queue {0}: {1} Trying again in {2}.",
        queue,
        reason,
        pause);
    openLater(pause);
  }

  private void openLater(Duration pause) {
    connection.schedule(
        () -> {
          Connection on = connection.current();
          if (on != null) {
            attempt(on, this::open);
          }
        },
        pause);
  }

  /**
   * Stops deliveries. What was delivered and not settled can still be settled until {@link #close}.
   */
  public void cancel() {
    Channel open;
    String tag;
    synchronized (this) {
      if (state.phase() == ConsumerState.Phase.STOPPED) {
        return;
      }
      state = state.stopped(Instant.now());
      open = channel;
      tag = consumerTag;
    }
    connection.remove(listener);
    if (open != null && open.isOpen() && tag != null) {
      try {
        open.basicCancel(tag);
        // What the broker sent before its answer may still be on the way through the client.
        if (!allArrived.await(CANCEL.toMillis(), TimeUnit.MILLISECONDS)) {
          LOG.log(System.Logger.Level.DEBUG, "The consumer of {0} did not end in time.", queue);
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      } catch (IOException | ShutdownSignalException gone) {
        LOG.log(System.Logger.Level.DEBUG, "Already cancelled: {0}", Replies.describe(gone));
      }
    }
  }

  /** Stops, and gives back to the broker whatever is not settled. */
  @Override
  public void close() {
    cancel();
    Channel open;
    Acknowledgements last;
    synchronized (this) {
      open = channel;
      last = acknowledgements;
      channel = null;
    }
    if (open != null && last != null) {
      last.flush();
      Declarer.close(open);
    }
    arrived.clear();
  }

  private final class Restorer implements BrokerConnection.Listener {
    /** A queue whose consumer ends the whole connection must not do so again and again. */
    @Override
    public void opened(Connection on) {
      int failures = state().failures();
      if (failures <= 1) {
        attempt(on, QueueConsumer.this::open);
      } else {
        openLater(Backoff.suspicious(failures));
      }
    }

    @Override
    public void lost(String reason) {
      synchronized (QueueConsumer.this) {
        channel = null;
        state = state.interrupted(reason, Instant.now());
      }
    }
  }

  private final class Receiver extends DefaultConsumer {
    private final Acknowledgements acknowledgements;

    Receiver(Channel channel) {
      super(channel);
      acknowledgements = new Acknowledgements(channel, queue, prefetch, acknowledging);
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, AMQP.BasicProperties clientProperties, byte[] body) {
      MessageProperties received = PropertyMapping.fromClient(clientProperties);
      String missing = received.header(InboundGuard.BODY_MISSING);
      if (missing != null) {
        hold(getChannel(), received.messageId(), missing);
        return;
      }
      String fault = received.header(InboundGuard.REPAIRED);
      MessageProperties properties =
          fault == null ? received : received.without(InboundGuard.REPAIRED);
      arrived.add(
          new Delivery(
              acknowledgements,
              envelope.getDeliveryTag(),
              IncomingHeaders.read(
                  queue,
                  envelope.isRedeliver(),
                  envelope.getExchange(),
                  envelope.getRoutingKey(),
                  properties.messageId(),
                  PropertyMapping.readable(properties.headers()),
                  names),
              properties,
              body,
              fault));
    }

    @Override
    public void handleCancelOk(String tag) {
      allArrived.countDown();
    }

    /** By the broker: the queue was deleted, or its leader moved. */
    @Override
    public void handleCancel(String tag) {
      Channel cancelled = getChannel();
      connection.execute(
          () -> {
            synchronized (QueueConsumer.this) {
              if (channel != cancelled) {
                return;
              }
              channel = null;
            }
            Declarer.close(cancelled);
            waitAndReopen("The broker cancelled the consumer; was the queue deleted?");
          });
    }
  }
}
