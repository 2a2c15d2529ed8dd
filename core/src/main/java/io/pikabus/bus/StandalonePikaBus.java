package io.pikabus.bus;

import io.pikabus.BrokerException;
import io.pikabus.BusStatus;
import io.pikabus.ConsumerBuilder;
import io.pikabus.Consumption;
import io.pikabus.Destination;
import io.pikabus.MessageHandler;
import io.pikabus.PikaBusClient;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.text.Printable;
import io.pikabus.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** The bus of Java SE: owns its connections and its consumers. */
public final class StandalonePikaBus extends DefaultPikaBus implements PikaBusClient {

  private static final System.Logger LOG = System.getLogger("io.pikabus");

  private final IncomingSettings incoming;
  private final LaneSetup setup;
  private final Runnable engine;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final List<Lane> lanes;
  private final ClientLifetime lifetime;

  /**
   * Made of its parts.
   *
   * @param setup with the client of its broker
   * @param engine is closed with it
   */
  public StandalonePikaBus(
      OutgoingSettings outgoing,
      IncomingSettings incoming,
      Outbound outbound,
      LaneSetup setup,
      ClientLifetime lifetime,
      Runnable engine) {
    this(outgoing, incoming, outbound, setup, lifetime, engine, new CopyOnWriteArrayList<>());
  }

  private StandalonePikaBus(
      OutgoingSettings outgoing,
      IncomingSettings incoming,
      Outbound outbound,
      LaneSetup setup,
      ClientLifetime lifetime,
      Runnable engine,
      List<Lane> lanes) {
    super(
        outgoing,
        outbound,
        setup.current(),
        setup::client,
        () -> BusStatus.builder(Statuses.publishing(List.of(setup.client().state()))),
        () -> lanes,
        new Receiving(() -> setup, incoming));
    this.lanes = lanes;
    this.incoming = incoming;
    this.lifetime = lifetime;
    this.setup = setup;
    this.engine = engine;
  }

  /**
   * The same client, which is open from now on.
   *
   * @throws IllegalStateException when the JVM is ending, and the client was to close then
   */
  public StandalonePikaBus open() {
    try {
      lifetime.begin(this::close);
      return this;
    } catch (IllegalStateException ending) {
      close();
      throw ending;
    }
  }

  @Override
  public <T> Consumption consume(String queue, Class<T> type, MessageHandler<T> handler) {
    return consumer(queue).otherwise(type, handler).start();
  }

  @Override
  public ConsumerBuilder consumer(String queue) {
    IncomingSettings consumed =
        incoming.forQueue(new Destination.Queue(queue).name(), incoming.topics());
    if (consumed.consumesItsErrors()) {
      throw new IllegalArgumentException(
          "Queue '%s' is the bus's own error queue (error-queue): a handler that throws would put its message there again at once, and overwrite why it failed first. Consume it through a bus that has another error-queue."
              .formatted(Printable.of(queue)));
    }
    return new StandaloneConsumer(
        queue,
        (handlers, concurrency) ->
            new QueueConsumption(
                concurrency,
                consumed.drainTimeout(),
                new Lanes(consumed, handlers, new Halts(queue))));
  }

  /** The lanes of one queue, among those of the client. */
  private final class Lanes implements QueueConsumption.Lanes {
    private final IncomingSettings consumed;
    private final TypedHandlers handlers;
    private final Halts halts;

    Lanes(IncomingSettings consumed, TypedHandlers handlers, Halts halts) {
      this.consumed = consumed;
      this.handlers = handlers;
      this.halts = halts;
    }

    @Override
    public void check() {
      if (closed.get()) {
        throw new IllegalStateException(
            "Queue '%s' cannot be consumed: the client is closed."
                .formatted(Printable.of(consumed.queue())));
      }
    }

    @Override
    public Lane start() {
      Lane lane;
      synchronized (lanes) {
        check();
        lane = Lane.start(setup, consumed, Object.class, handlers, Runnable::run, halts);
        lanes.add(lane);
      }
      awaitConsuming(lane);
      return lane;
    }

    @Override
    public void forget(Lane lane) {
      lanes.remove(lane);
    }
  }

  /**
   * So that the queue exists for whatever comes next. Without a broker, it will be when it comes.
   */
  private void awaitConsuming(Lane lane) {
    Duration timeout = incoming.bus().connection().connectionTimeout();
    try {
      if (!lane.awaitConsuming(timeout) && setup.client().state().isOpen()) {
        String reason = lane.state().reason();
        lane.close();
        lanes.remove(lane);
        throw new BrokerException(
            "The queue could not be consumed within %s: %s".formatted(timeout, reason), null);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void awaitClosed() throws InterruptedException {
    lifetime.await();
  }

  /** All lanes stop first, and share the time that they have. */
  @Override
  public void close() {
    boolean already;
    synchronized (lanes) {
      already = closed.getAndSet(true);
    }
    if (already) {
      lifetime.awaitEnd();
      return;
    }
    try {
      lanes.forEach(Lane::stop);
      Deadline drained = Deadline.in(incoming.drainTimeout());
      for (Lane lane : lanes) {
        if (!lane.awaitStopped(drained.left())) {
          LOG.log(
              System.Logger.Level.WARNING,
              "Queue {0} still works on a message after drain-timeout; the message stays with the broker and comes again.",
              Printable.of(lane.status().queue()));
        }
      }
      engine.run();
    } finally {
      lifetime.end();
    }
  }
}
