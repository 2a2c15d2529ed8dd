package io.pikabus.rabbitmq;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.TimeFormat;
import io.pikabus.text.Printable;
import io.pikabus.thread.WorkThread;
import io.pikabus.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Consumes one queue on a channel of its own, and opens that channel again whenever it goes: the
 * topology first, then the prefetch, then the consumer.
 *
 * <p>Threads: the connection's thread opens; the client's thread delivers; one thread takes. The
 * fields change under the monitor. Invariant: what is in {@code arrived} came on the present
 * channel or is already known to be lost.
 */
public final class QueueConsumer implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  /** Between two looks at how long messages have waited. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Messages that are kept back get a consumer of their own, up to so many. */
  private static final int MOST_HELD = 1000;

  /** What is done so that nothing more is delivered. */
  private enum Holding {
    NO,
    /** The consumer stays: the message in hand takes the only place of its prefetch. */
    IN_PLACE,
    /** The consumer is to end. */
    ENDING,
    /** It has ended, and what was delivered to it has arrived. */
    ENDED
  }

  private final BrokerConnection connection;
  private final ConsumedTopology topology;
  private final String queue;
  private final HeaderNames names;
  private final TimeFormat times;
  private final BlockingQueue<Delivery> arrived;
  private final HandlerPace pace;
  private final WorkThread acknowledging;
  private final BrokerConnection.Listener listener = new Restorer();
  private final ConsumerChannel.Owner deliveries = new Deliveries();
  private final ConsumerOpening opening;

  @GuardedBy("this")
  private @Nullable ConsumerChannel channel;

  private volatile Runnable cancelled = () -> {};

  /**
   * Whether the broker counts the deliveries of this queue; not known before a message shows it.
   */
  @GuardedBy("this")
  private boolean counted;

  /** Whether a message was taken and the next one is not wanted yet. */
  @GuardedBy("this")
  private boolean busy;

  /** Whether a message is kept in hand, so that none may be delivered behind it. */
  @GuardedBy("this")
  private Holding holding = Holding.NO;

  /** Where the queue will be consumed once a message is wanted. */
  @GuardedBy("this")
  private @Nullable Connection postponed;

  @GuardedBy("this")
  private boolean refused;

  /** Messages of the channel whose bodies were not received. */
  @GuardedBy("this")
  private int held;

  private ConsumerState state =
      new ConsumerState(ConsumerState.Phase.STARTING, Instant.now(), 0, "Not connected yet.", "");

  QueueConsumer(
      BrokerConnection connection,
      ConsumedTopology topology,
      String queue,
      PrefetchWindow window,
      HeaderNames names,
      TimeFormat times,
      BlockingQueue<Delivery> arrived,
      WorkThread acknowledging) {
    this.acknowledging = acknowledging;
    this.connection = connection;
    this.arrived = arrived;
    this.topology = topology;
    this.queue = queue;
    this.pace = new HandlerPace(window);
    this.opening = new ConsumerOpening(connection, topology, queue, new Opened());
    this.names = names;
    this.times = times;
    connection.add(listener);
  }

  /** What is to be done when the broker ends the consumer, as when the queue is deleted. */
  void onCancelled(Runnable listener) {
    cancelled = listener;
  }

  /** The queue that is consumed. */
  public String queue() {
    return queue;
  }

  /** Whether it consumes, since when, and if not why. */
  public ConsumerState state() {
    ConsumerState own = present().missing(topology.caveat());
    ConnectionState on = connection.state();
    return on.phase() == ConnectionState.Phase.SILENT
            && own.phase() == ConsumerState.Phase.CONSUMING
        ? own.interrupted(on.reason(), on.since())
        : own;
  }

  private synchronized ConsumerState present() {
    return state;
  }

  /** The node to which its connection is open; empty while it is not. */
  public String node() {
    return connection.state().node();
  }

  /** Whether it is not consumed until a person does something. */
  synchronized boolean isRefused() {
    return refused;
  }

  /**
   * Waits until the queue is consumed.
   *
   * @return false when it was not in time
   */
  public synchronized boolean awaitConsuming(Duration timeout) throws InterruptedException {
    Deadline deadline = Deadline.in(timeout);
    while (state.phase() != ConsumerState.Phase.CONSUMING) {
      long left = deadline.millisLeft();
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
    want();
    Delivery delivery = arrived.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
    while (delivery != null && delivery.isLost()) {
      delivery = arrived.poll();
    }
    if (delivery != null) {
      take(delivery);
    } else if (pace.starved()) {
      connection.execute(this::renew);
    }
    return delivery;
  }

  private void take(Delivery delivery) {
    synchronized (this) {
      busy = true;
    }
    if (pace.taken(delivery)) {
      connection.execute(this::renew);
    }
  }

  /**
   * The message in hand will be kept for long. Nothing more is delivered until {@link #poll} asks
   * for the next one, so that a cut or a death counts no other message. What was delivered ahead
   * stays in hand, in its order. By the thread that takes.
   */
  public void hold() {
    synchronized (this) {
      if (holding != Holding.NO) {
        return;
      }
      if (busy && topology.isServedAlone()) {
        // Nothing can come before it is settled; and a consumer that ends might let another service
        // overtake.
        holding = Holding.IN_PLACE;
        return;
      }
    }
    end();
  }

  /**
   * Nobody handles messages for long. Nothing more is delivered until {@link #poll} asks for the
   * next one. By the thread that takes, again and again.
   *
   * @return whether the consumer has ended, so that what goes back to the queue is not delivered
   *     here again
   */
  public boolean suspend() {
    end();
    synchronized (this) {
      return holding == Holding.ENDED;
    }
  }

  /** What was delivered ahead goes back. By the thread that takes, after {@link #suspend}. */
  public void giveBackAhead() {
    int count = giveBack();
    if (count > 0) {
      LOG.log(
          System.Logger.Level.INFO,
          "{0} messages that had been delivered ahead went back to queue {1}.",
          count,
          Printable.of(queue));
    }
  }

  private void end() {
    synchronized (this) {
      if (holding == Holding.ENDING || holding == Holding.ENDED) {
        return;
      }
      holding = Holding.ENDING;
    }
    pace.hold();
    connection.execute(this::endWhileHolding);
  }

  /** On the connection's thread. */
  private void endWhileHolding() {
    ConsumerChannel present;
    synchronized (this) {
      if (holding != Holding.ENDING) {
        return;
      }
      present = channel;
    }
    if (present != null) {
      present.pause();
    }
    synchronized (this) {
      if (holding == Holding.ENDING) {
        holding = Holding.ENDED;
      }
    }
  }

  /**
   * Gives all messages in hand back before the broker's acknowledgement timeout strikes; consumes
   * again when {@link #poll} asks for one. By the thread that takes.
   */
  public void release() {
    ConsumerChannel open;
    synchronized (this) {
      open = channel;
      if (open == null || state.phase() != ConsumerState.Phase.CONSUMING) {
        return;
      }
      channel = null;
      holding = Holding.ENDED;
      postponed = connection.current();
    }
    open.close();
    arrived.clear();
  }

  private void want() {
    Connection on;
    boolean ended;
    synchronized (this) {
      busy = false;
      ended = holding == Holding.ENDING || holding == Holding.ENDED;
      holding = Holding.NO;
      on = postponed;
      if (on != null) {
        postponed = null;
        state = state.interrupted("Opening it for the next message.", Instant.now());
      }
    }
    // Of both: a channel that was opened just when the consumer was to end knows nothing of it.
    if (pace.wanted() || ended) {
      connection.execute(this::renew);
    }
    if (on != null) {
      connection.execute(() -> opening.consume(on));
    }
  }

  /**
   * While a handler is at work, connections that are cut one after the other must not add to the
   * deliveries of the message behind it.
   */
  private void consumeWhenWanted(Connection on) throws IOException {
    synchronized (this) {
      if ((counted && busy) || holding != Holding.NO) {
        if (state.phase() != ConsumerState.Phase.STOPPED) {
          postponed = on;
          state = state.consuming(topology.caveat(), Instant.now());
          notifyAll();
        }
        return;
      }
    }
    consume(on);
  }

  /** Not under the monitor: it waits for answers. */
  private void consume(Connection on) throws IOException {
    ConsumerChannel fresh =
        new ConsumerChannel(Declarer.channel(on), queue, names, times, acknowledging, deliveries);
    try {
      if (!install(fresh)) {
        Declarer.close(fresh.client());
        return;
      }
      fresh.consume(pace.prefetch(), opening.patience(), connection.asking());
      opening.succeeded();
      consuming();
      fresh.client().addShutdownListener(cause -> connection.execute(() -> reopen(fresh, cause)));
      look(fresh);
    } catch (IOException | RuntimeException | Error failure) {
      uninstall(fresh);
      fresh.abandon(connection.asking());
      throw failure;
    }
  }

  /** Not once it is stopped: nobody would close the channel. */
  private synchronized boolean install(ConsumerChannel fresh) {
    if (state.phase() == ConsumerState.Phase.STOPPED) {
      return false;
    }
    channel = fresh;
    held = 0;
    pace.begun();
    return true;
  }

  private synchronized void uninstall(ConsumerChannel gone) {
    if (channel == gone) {
      channel = null;
    }
  }

  private synchronized void consuming() {
    if (state.phase() != ConsumerState.Phase.STOPPED) {
      refused = false;
      state = state.consuming(topology.caveat(), Instant.now());
      notifyAll();
      LOG.log(System.Logger.Level.INFO, "Consuming queue {0}.", Printable.of(queue));
    }
  }

  /** With the prefetch of now. On the connection's thread. */
  private void renew() {
    ConsumerChannel present;
    synchronized (this) {
      present = channel;
      if (present == null
          || state.phase() != ConsumerState.Phase.CONSUMING
          || holding == Holding.ENDED) {
        return;
      }
    }
    try {
      present.consume(pace.prefetch(), opening.patience(), connection.asking());
    } catch (IOException | ShutdownSignalException failure) {
      uninstall(present);
      present.abandon(connection.asking());
      reopen(failure);
    }
  }

  private void look(ConsumerChannel at) {
    connection.schedule(
        () -> {
          if (!isPresent(at)) {
            return;
          }
          if (pace.mustPause(arrived.peek())) {
            at.pause();
            LOG.log(
                System.Logger.Level.INFO,
                "Handling messages of queue {0} takes long: {1} that had waited for {2} went back to it.",
                Printable.of(queue),
                giveBack(),
                PrefetchWindow.OVERDUE);
          }
          look(at);
        },
        LOOK);
  }

  private synchronized boolean isPresent(ConsumerChannel which) {
    return channel == which;
  }

  /** All that waits, in order: the broker delivers it again when it is wanted, or to others. */
  private int giveBack() {
    int count = 0;
    for (Delivery each = arrived.poll(); each != null; each = arrived.poll()) {
      each.requeue();
      count++;
    }
    return count;
  }

  /** It stays unsettled, and so in its queue: what was not received can be put nowhere else. */
  private synchronized void hold(ConsumerChannel on, @Nullable String messageId, String reason) {
    if (channel != on) {
      return;
    }
    held++;
    String message =
        "Message %s stays in queue '%s' and is not handled. %s Take it out of the queue, or raise max-message-size.%s"
            .formatted(
                Printable.of(messageId),
                Printable.of(queue),
                Printable.of(reason),
                held == 1 ? "" : " %d such stay.".formatted(held));
    state = state.holding(message, Instant.now());
    if (Integer.bitCount(held) == 1) {
      LOG.log(System.Logger.Level.ERROR, message);
    }
    if (held <= MOST_HELD) {
      // A new consumer has the place in the prefetch that this message takes.
      connection.execute(this::renew);
    }
  }

  private void reopen(ConsumerChannel gone, ShutdownSignalException cause) {
    synchronized (this) {
      if (channel != gone) {
        return;
      }
      channel = null;
    }
    reopen(cause);
  }

  private void reopen(Throwable cause) {
    Connection on = connection.current();
    if (on != null && on.isOpen()) {
      opening.failed(cause);
    }
  }

  /**
   * Stops deliveries. What was delivered and not settled can still be settled until {@link #close}.
   * A single active consumer ends with its channel only, and is not to be asked for messages any
   * more.
   */
  public void cancel() {
    ConsumerChannel open;
    synchronized (this) {
      if (state.phase() == ConsumerState.Phase.STOPPED) {
        return;
      }
      state = state.stopped(Instant.now());
      open = channel;
    }
    connection.remove(listener);
    // A service that is served alone stays so until its last message is acknowledged.
    if (open != null && !topology.isServedAlone()) {
      open.cancel();
    }
  }

  /** Stops, and gives back to the broker whatever is not settled. */
  @Override
  public void close() {
    cancel();
    ConsumerChannel open;
    synchronized (this) {
      open = channel;
      channel = null;
    }
    if (open != null) {
      open.close();
    }
    arrived.clear();
  }

  private final class Restorer implements BrokerConnection.Listener {
    @Override
    public void opened(Connection on) {
      opening.opened(on);
    }

    @Override
    public void lost(String reason) {
      synchronized (QueueConsumer.this) {
        channel = null;
        postponed = null;
        state = state.interrupted(reason, connection.state().since());
      }
      opening.lost();
    }
  }

  private final class Opened implements ConsumerOpening.Owner {
    @Override
    public ConsumerState present() {
      return QueueConsumer.this.present();
    }

    @Override
    public void consume(Connection on) throws IOException {
      consumeWhenWanted(on);
    }

    @Override
    public ConsumerState interrupted(ConsumeRefusal refusal) {
      synchronized (QueueConsumer.this) {
        state = state.interrupted(refusal.reason(), Instant.now());
        refused = refusal.lasting();
        return state;
      }
    }
  }

  private final class Deliveries implements ConsumerChannel.Owner {
    @Override
    public void arrived(Delivery delivery) {
      if (delivery.deliveries() > 0) {
        synchronized (QueueConsumer.this) {
          counted = true;
        }
      }
      arrived.add(delivery);
    }

    @Override
    public void holding(ConsumerChannel on, @Nullable String messageId, String reason) {
      hold(on, messageId, reason);
    }

    @Override
    public void cancelled(ConsumerChannel on) {
      connection.execute(
          () -> {
            synchronized (QueueConsumer.this) {
              if (channel != on) {
                return;
              }
              channel = null;
            }
            cancelled.run();
            Declarer.close(on.client());
            opening.again(
                new ConsumeRefusal(
                    "The broker cancelled the consumer; was the queue deleted? The broker also does so when the queue's node goes, and from RabbitMQ 4.3 on when a message stays unacknowledged for longer than its consumer timeout.",
                    false,
                    false));
          });
    }
  }
}
