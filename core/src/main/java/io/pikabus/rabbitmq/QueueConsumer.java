package io.pikabus.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.TimeFormat;
import io.pikabus.text.Printable;
import io.pikabus.thread.WorkThread;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Consumes one queue on a channel of its own, and opens that channel again whenever it goes: the
 * topology first, then the prefetch, then the consumer.
 *
 * <p>Threads: the connection's thread opens; the client's thread delivers; one thread takes. What
 * they decide is in {@link Consumption}.
 */
public final class QueueConsumer implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  /** Between two looks at how long messages have waited. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Messages that are kept back get a consumer of their own, up to so many. */
  private static final int MOST_KEPT = 1000;

  private final BrokerConnection connection;
  private final ConsumedTopology topology;
  private final String queue;
  private final HeaderNames names;
  private final TimeFormat times;
  private final DeliveredAhead ahead;
  private final HandlerPace pace;
  private final WorkThread acknowledging;
  private final BrokerConnection.Listener listener = new Restorer();
  private final ConsumerChannel.Owner deliveries = new Deliveries();
  private final ConsumerOpening opening;
  private final Consumption<ConsumerChannel, Connection> consumption = new Consumption<>();

  private volatile Runnable cancelled = () -> {};

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
    this.ahead = new DeliveredAhead(queue, arrived);
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
    ConsumerState own = consumption.state().missing(topology.caveat());
    ConnectionState on = connection.state();
    return on.isUseless() && own.phase() == ConsumerState.Phase.CONSUMING
        ? own.interrupted(on.reason(), on.since())
        : own;
  }

  /** The node to which its connection is open; empty while it is not. */
  public String node() {
    return connection.state().node();
  }

  /** Whether it is not consumed until a person does something. */
  boolean isRefused() {
    return consumption.isRefused();
  }

  /**
   * Waits until the queue is consumed.
   *
   * @return false when it was not in time
   */
  public boolean awaitConsuming(Duration timeout) throws InterruptedException {
    return consumption.awaitConsuming(timeout);
  }

  /**
   * The next message, in the order of the queue.
   *
   * @return null when none came in time
   */
  public @Nullable Delivery poll(Duration timeout) throws InterruptedException {
    want();
    Delivery delivery = ahead.poll(timeout);
    if (delivery != null) {
      consumption.taken();
    }
    if (delivery == null ? pace.starved() : pace.taken(delivery)) {
      connection.execute(this::renew);
    }
    return delivery;
  }

  /**
   * The message in hand will be kept for long. Nothing more is delivered until {@link #poll} asks
   * for the next one, so that a cut or a death counts no other message. What was delivered ahead
   * stays in hand, in its order. By the thread that takes.
   */
  public void hold() {
    if (!consumption.holds(topology.isServedAlone())) {
      end();
    }
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
    return consumption.hasEnded();
  }

  /** What was delivered ahead goes back. By the thread that takes, after {@link #suspend}. */
  public void giveBackAhead() {
    ahead.giveBack();
  }

  private void end() {
    if (consumption.mustEnd()) {
      pace.hold();
      connection.execute(this::endWhileHolding);
    }
  }

  /** On the connection's thread. */
  private void endWhileHolding() {
    if (!consumption.isEnding()) {
      return;
    }
    ConsumerChannel present = consumption.channel();
    if (present != null) {
      present.pause();
    }
    consumption.ended();
  }

  /**
   * Gives all messages in hand back before the broker's acknowledgement timeout strikes; consumes
   * again when {@link #poll} asks for one. By the thread that takes.
   */
  public void release() {
    ConsumerChannel open = consumption.release(connection.current());
    if (open != null) {
      open.close();
      ahead.clear();
    }
  }

  private void want() {
    Consumption.Want<Connection> want = consumption.wanted();
    // Of both: a channel that was opened just when the consumer was to end knows nothing of it.
    if (pace.wanted() || want.ended()) {
      connection.execute(this::renew);
    }
    Connection on = want.postponed();
    if (on != null) {
      connection.execute(() -> opening.consume(on));
    }
  }

  private void consume(Connection on) throws IOException {
    if (!consumption.postpones(on, topology.caveat())) {
      open(on);
    }
  }

  private void open(Connection on) throws IOException {
    ConsumerChannel fresh =
        new ConsumerChannel(Declarer.channel(on), queue, names, times, acknowledging, deliveries);
    try {
      if (!consumption.install(fresh)) {
        Declarer.close(fresh.client());
        return;
      }
      pace.begun();
      fresh.consume(pace.prefetch(), opening.patience(), connection.asking());
      opening.succeeded();
      consuming();
      fresh.client().addShutdownListener(cause -> connection.execute(() -> reopen(fresh, cause)));
      look(fresh);
    } catch (IOException | RuntimeException | Error failure) {
      consumption.uninstall(fresh);
      fresh.abandon(connection.asking());
      throw failure;
    }
  }

  private void consuming() {
    if (consumption.consuming(topology.caveat())) {
      LOG.log(System.Logger.Level.INFO, "Consuming queue {0}.", Printable.of(queue));
    }
  }

  /** With the prefetch of now. On the connection's thread. */
  private void renew() {
    ConsumerChannel present = consumption.renewable();
    if (present == null) {
      return;
    }
    try {
      present.consume(pace.prefetch(), opening.patience(), connection.asking());
    } catch (IOException | ShutdownSignalException failure) {
      consumption.uninstall(present);
      present.abandon(connection.asking());
      reopen(failure);
    }
  }

  private void look(ConsumerChannel at) {
    connection.schedule(
        () -> {
          if (!consumption.isPresent(at)) {
            return;
          }
          if (pace.mustPause(ahead.first())) {
            at.pause();
            ahead.giveBackOverdue();
          }
          look(at);
        },
        LOOK);
  }

  /** It stays unsettled, and so in its queue: what was not received can be put nowhere else. */
  private void keep(ConsumerChannel on, @Nullable String messageId, String reason) {
    int kept = consumption.keeps(on);
    if (kept == 0) {
      return;
    }
    String message =
        "Message %s stays in queue '%s' and is not handled. %s Take it out of the queue, or raise max-message-size.%s"
            .formatted(
                Printable.of(messageId),
                Printable.of(queue),
                Printable.of(reason),
                kept == 1 ? "" : " %d such stay.".formatted(kept));
    consumption.holding(on, message);
    if (Integer.bitCount(kept) == 1) {
      LOG.log(System.Logger.Level.ERROR, message);
    }
    if (kept <= MOST_KEPT) {
      // A new consumer has the place in the prefetch that this message takes.
      connection.execute(this::renew);
    }
  }

  private void reopen(ConsumerChannel gone, ShutdownSignalException cause) {
    if (consumption.uninstall(gone)) {
      reopen(cause);
    }
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
    if (!consumption.stop()) {
      return;
    }
    ConsumerChannel open = consumption.channel();
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
    ConsumerChannel open = consumption.remove();
    if (open != null) {
      open.close();
    }
    ahead.clear();
  }

  private final class Restorer implements BrokerConnection.Listener {
    @Override
    public void opened(Connection on) {
      opening.opened(on);
    }

    @Override
    public void lost(String reason) {
      consumption.lost(reason, connection.state().since());
      opening.lost();
    }
  }

  private final class Opened implements ConsumerOpening.Owner {
    @Override
    public ConsumerState present() {
      return consumption.state();
    }

    @Override
    public void consume(Connection on) throws IOException {
      QueueConsumer.this.consume(on);
    }

    @Override
    public ConsumerState interrupted(ConsumeRefusal refusal) {
      return consumption.interrupted(refusal);
    }
  }

  private final class Deliveries implements ConsumerChannel.Owner {
    @Override
    public void arrived(Delivery delivery) {
      if (delivery.deliveries() > 0) {
        consumption.counted();
      }
      ahead.add(delivery);
    }

    @Override
    public void holding(ConsumerChannel on, @Nullable String messageId, String reason) {
      keep(on, messageId, reason);
    }

    @Override
    public void cancelled(ConsumerChannel on) {
      connection.execute(
          () -> {
            if (!consumption.uninstall(on)) {
              return;
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
