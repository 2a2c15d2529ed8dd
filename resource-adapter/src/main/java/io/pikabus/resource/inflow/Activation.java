package io.pikabus.resource.inflow;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.BusStatus.Part;
import io.pikabus.bus.Consumed;
import io.pikabus.bus.Dispatch;
import io.pikabus.bus.Halts;
import io.pikabus.bus.Lane;
import io.pikabus.bus.Statuses;
import io.pikabus.config.IncomingSettings;
import io.pikabus.engine.Engine;
import io.pikabus.text.Printable;
import io.pikabus.time.Deadline;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bean that consumes a queue: its lanes, and their endpoints. Made by the thread that activates
 * it; the rest from any.
 */
final class Activation implements Consumed, AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus.resource");

  private final Class<?> type;
  private final BeanContext context;
  private final IncomingSettings settings;
  private final List<LaneEndpoint> endpoints = new ArrayList<>();
  private final List<Lane> lanes = new ArrayList<>();

  /** Null until it stops. */
  @GuardedBy("this")
  private @Nullable Deadline drainedBy;

  private final Halts halts;

  private Activation(Bean bean) {
    this.type = bean.type();
    this.context = bean.context();
    this.settings = bean.settings();
    this.halts = new Halts("Bean " + type.getName());
  }

  /**
   * What is to be activated.
   *
   * @param type its class
   * @param context in which its methods are called
   * @param methods that take the messages
   * @param concurrency how many messages are handled at a time
   */
  record Bean(
      Class<?> type,
      BeanContext context,
      Dispatch<ListenerMethod> methods,
      IncomingSettings settings,
      int concurrency) {}

  /**
   * Begins to consume, or will when the broker is there; waits for nothing.
   *
   * @throws RuntimeException when there are no threads for it
   */
  static Activation start(
      Engine engine,
      TransactionSynchronizationRegistry registry,
      MessageEndpointFactory factory,
      Bean bean) {
    Activation activation = new Activation(bean);
    engine.consumesWith(bean.settings());
    try {
      for (int i = 0; i < bean.concurrency(); i++) {
        activation.add(engine, registry, factory, bean);
      }
    } catch (RuntimeException refused) {
      activation.close();
      throw refused;
    }
    return activation;
  }

  private void add(
      Engine engine,
      TransactionSynchronizationRegistry registry,
      MessageEndpointFactory factory,
      Bean bean) {
    LaneEndpoint endpoint = new LaneEndpoint(factory, type.getName());
    endpoints.add(endpoint);
    lanes.add(
        Lane.start(
            engine.lanes(
                settings.bus().connection(),
                new EndpointTransactions(factory, endpoint, bean.methods(), engine, registry)),
            settings,
            Object.class,
            new EndpointSink(endpoint, bean.methods()),
            work -> bean.context().run(endpoint, work),
            halts));
  }

  /** The class loader in which payloads are read. */
  ClassLoader application() {
    return context.loader();
  }

  /** Named after the bean; that of the lane which has not worked for the longest. */
  @Override
  public Part status() {
    return Statuses.worst(lanes.stream().map(lane -> lane.status(name())).toList());
  }

  /** All its lanes are paused together. */
  @Override
  public Halts halts() {
    return halts;
  }

  /** Of the bean. */
  String name() {
    return type.getName();
  }

  /** That it consumes. */
  String queue() {
    return settings.queue();
  }

  /** Stops deliveries; what is in hand goes on, and its time runs from the first call. */
  void stop() {
    synchronized (this) {
      if (drainedBy == null) {
        drainedBy = Deadline.in(settings.drainTimeout());
      }
    }
    lanes.forEach(Lane::stop);
  }

  private synchronized Duration timeLeft() {
    return drainedBy == null ? settings.drainTimeout() : drainedBy.left();
  }

  /**
   * Stops, and waits until what is in hand is settled, but no longer than the drain timeout. A bean
   * that is still at work then gives its endpoint back when it returns, and its message is settled
   * if the connection is still there.
   */
  @Override
  public void close() {
    stop();
    boolean all = true;
    for (Lane lane : lanes) {
      all &= lane.awaitStopped(timeLeft());
    }
    if (!all) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} still works on a message of queue {1} after its drain-timeout; unless it ends well before the adapter stops, the message comes again.",
          type.getName(),
          Printable.of(settings.queue()));
    }
    endpoints.forEach(LaneEndpoint::close);
  }
}
