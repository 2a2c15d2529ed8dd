package io.pikabus.rabbitmq;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.pikabus.SendOutcome;
import io.pikabus.config.BusSettings;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.config.DelayMode;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.TopologyMode;
import io.pikabus.delay.DelayTopology;
import io.pikabus.protocol.Deferral;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.MessagePublisher;
import io.pikabus.protocol.Topology;
import io.pikabus.recovery.FrameRoom;
import io.pikabus.text.Printable;
import io.pikabus.thread.WorkThread;
import io.pikabus.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One broker as one user: a connection for publishing and, once a queue is consumed, one for
 * consuming, so that a broker that holds up its senders still delivers. Called from any thread.
 */
public final class BrokerClient implements MessagePublisher, AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  /** How often a service looks whether others have begun to use delays. */
  private static final Duration OTHERS = Duration.ofSeconds(15);

  /** RabbitMQ's {@code frame_max} unless it is configured. */
  private static final int USUAL_FRAME = 128 * 1024;

  private final ConnectionSettings settings;
  private final ClientContext context;
  private final Logins logins;
  private final AtomicBoolean consumes = new AtomicBoolean();
  private final BrokerConnection publishing;
  private final Publisher publisher;
  private final DelayedPublisher delayed;
  private final Notice delays = new Notice();
  private final UnroutedDelays unrouted;

  /** Never waits for an answer of the broker. */
  private final WorkThread acknowledging;

  /** Set once. */
  private volatile @Nullable BrokerConnection consuming;

  /** What delay notes may make us publish to. */
  private final OwnBuses own = new OwnBuses();

  private final ErrorQueues errorQueues;

  private final IdleReceivers idleReceivers = new IdleReceivers();

  @GuardedBy("this")
  private @Nullable DelayScheduler delayScheduler;

  @GuardedBy("this")
  private boolean closed;

  /** Begins to connect; does not wait. */
  public BrokerClient(ConnectionSettings settings) {
    this(settings, ClientContext.NONE);
  }

  /** Likewise, for an application of which something is known. */
  public BrokerClient(ConnectionSettings settings, ClientContext context) {
    this.settings = settings;
    this.context = context;
    this.logins = new Logins(settings, context);
    this.acknowledging = new WorkThread(context.threads(), "pikabus-acknowledging");
    this.publishing = connection("publishing");
    this.unrouted = new UnroutedDelays(publishing, delays);
    this.errorQueues = new ErrorQueues(publishing.rules(), context.threads());
    this.publisher = new Publisher(publishing, context.observer());
    this.delayed =
        new DelayedPublisher(publishing, publisher, settings.delays(), delays, this::keepTime);
  }

  private BrokerConnection connection(String purpose) {
    return new BrokerConnection(purpose, settings, context, logins);
  }

  @Override
  public CompletableFuture<SendOutcome> publish(Envelope envelope, Deadline deadline) {
    Deferral deferral = envelope.deferral();
    if (deferral == null) {
      return publisher.publish(new Publication(envelope, deadline));
    }
    own.add(envelope.address().exchange(), deferral.errorQueue());
    return delayed.publish(envelope, deferral, deadline);
  }

  @Override
  public void together(Runnable publications) {
    publisher.together(publications);
  }

  /** From the first delay on that this service knows of. */
  private synchronized void keepTime() {
    if (settings.delays() == DelayMode.BROKER) {
      unrouted.watch();
      return;
    }
    if (delayScheduler == null && !closed) {
      delayScheduler =
          new DelayScheduler(
              publishing,
              consumingConnection(),
              publisher,
              delayed,
              own,
              this::frameRoom,
              delays,
              acknowledging);
    }
  }

  /** Whoever consumes also helps to deliver what others have delayed. */
  private void keepTimeIfOthersDelay() {
    Connection open = publishing.current();
    try {
      if (open != null && Declarer.exists(open, DelayTopology.SHORT)) {
        keepTime();
        return;
      }
    } catch (IOException | ShutdownSignalException later) {
      LOG.log(System.Logger.Level.DEBUG, "Not known: {0}", CloseReasons.describe(later));
    }
    publishing.schedule(this::keepTimeIfOthersDelay, OTHERS);
  }

  /** Begins to consume a queue, as soon as there is a connection. */
  public QueueConsumer consume(IncomingSettings incoming) {
    own.add(incoming.bus().directExchange(), incoming.bus().errorQueue());
    if (settings.delays() == DelayMode.SERVICE && consumes.compareAndSet(false, true)) {
      publishing.execute(this::keepTimeIfOthersDelay);
    }
    BrokerConnection connection = consumingConnection();
    return new QueueConsumer(
        connection,
        ConsumedTopology.own(
            connection, incoming.topology(), incoming.bus().errorQueue(), errorQueues),
        incoming.queue(),
        PrefetchWindow.adaptive(incoming.prefetch(), settings.maxMessageSize()),
        incoming.bus().headerNames(),
        incoming.bus().timeFormat(),
        new LinkedBlockingQueue<>(),
        acknowledging);
  }

  /**
   * For whoever takes single messages out of a queue, which must exist; to be given back with
   * {@link QueueReceiver#close}.
   */
  public QueueReceiver receiver(String queue, BusSettings bus) {
    QueueReceiver used = idleReceivers.take(queue, bus);
    return used != null
        ? used
        : new QueueReceiver(consumingConnection(), acknowledging, queue, bus, idleReceivers);
  }

  private synchronized BrokerConnection consumingConnection() {
    if (consuming == null) {
      BrokerConnection fresh = connection("consuming");
      fresh.add(new Companion(publishing));
      publishing.add(new Companion(fresh));
      consuming = fresh;
    }
    return consuming;
  }

  /**
   * Declares what is missing.
   *
   * @throws io.pikabus.BrokerException when the broker cannot be reached, or refuses
   */
  public void declare(Topology topology) {
    publishing.call(
        "Declaring " + Printable.of(topology),
        connection -> {
          Declaration.declare(connection, publishing.rules(), topology);
          return true;
        });
  }

  /**
   * Declares a queue with its bindings.
   *
   * @throws io.pikabus.BrokerException when the broker cannot be reached, or refuses; with {@code
   *     topology = check} when something is missing
   */
  public void declareQueue(String queue, Topology topology) {
    publishing.call(
        "Declaring queue '%s'".formatted(Printable.of(queue)),
        connection -> {
          List<String> unbound = Declaration.declare(connection, publishing.rules(), topology);
          if (!unbound.isEmpty()) {
            throw new TopologyException(String.join(" ", unbound));
          }
          return true;
        });
  }

  /** Declares a queue on each connection, before anything is sent on it; does not wait. */
  public void keepDeclared(String queue, Topology topology) {
    publisher.queues().always(queue, topology);
  }

  /** Declares a queue on each connection before the first message that names it for replies. */
  public void keepDeclaredForReplies(String queue, Supplier<Topology> topology) {
    publisher.queues().forReplies(queue, topology);
  }

  /**
   * Makes a binding.
   *
   * @throws io.pikabus.BrokerException when the broker cannot be reached, or refuses
   */
  public void bind(Topology.Binding binding) {
    publishing.call(
        "Subscribing queue '%s' to '%s'"
            .formatted(Printable.of(binding.queue()), Printable.of(binding.routingKey())),
        connection -> {
          bind(connection, binding);
          return true;
        });
  }

  private void bind(Connection connection, Topology.Binding binding) throws IOException {
    requireDeclaring(binding);
    try (Declaration declaration = new Declaration(connection, publishing.rules())) {
      String refused = declaration.bind(binding).orElse(null);
      if (refused != null) {
        throw new TopologyException(refused);
      }
    }
  }

  private void requireDeclaring(Topology.Binding binding) throws TopologyException {
    if (settings.topology() == TopologyMode.CHECK) {
      throw new TopologyException(
          "topology = check neither binds nor unbinds queue '%s'. Let an administrator do it, or set topology = declare."
              .formatted(Printable.of(binding.queue())));
    }
  }

  /**
   * Takes a binding away.
   *
   * @throws io.pikabus.BrokerException when the broker cannot be reached, or refuses
   */
  public void unbind(Topology.Binding binding) {
    publishing.call(
        "Unsubscribing queue '%s' from '%s'"
            .formatted(Printable.of(binding.queue()), Printable.of(binding.routingKey())),
        connection -> {
          requireDeclaring(binding);
          Declarer.unbind(connection, binding);
          return true;
        });
  }

  /**
   * Counts the ready messages of a queue.
   *
   * @throws io.pikabus.BrokerException when the broker cannot be reached, or has no such queue
   */
  public long messageCount(String queue) {
    return publishing.call(
        "Counting the messages of queue '%s'".formatted(Printable.of(queue)),
        connection ->
            Declarer.onChannel(
                connection, c -> (long) c.queueDeclarePassive(queue).getMessageCount()));
  }

  /** What the broker's frames leave for properties; its usual frames while it is not connected. */
  public FrameRoom frameRoom() {
    Connection open = publishing.current();
    int negotiated = open == null ? USUAL_FRAME : open.getFrameMax();
    // 0 means no limit.
    return new FrameRoom(negotiated == 0 ? Integer.MAX_VALUE : negotiated, PropertyMapping::octets);
  }

  /**
   * Tells of the broker when it is connected to for the first time.
   *
   * @param told takes what the broker says of itself; called once, by a thread of this client
   */
  public void whenOpened(Consumer<String> told) {
    AtomicBoolean first = new AtomicBoolean(true);
    publishing.add(
        new BrokerConnection.Listener() {
          @Override
          public void opened(Connection connection) {
            if (first.getAndSet(false)) {
              told.accept(CloseReasons.broker(connection));
            }
          }

          @Override
          public void lost(String reason) {
            // It has been told of already, or will be.
          }
        });
  }

  /** The name that the broker gives its cluster; empty while it is not connected, or says none. */
  public Optional<String> cluster() {
    Connection open = publishing.current();
    return Optional.ofNullable(open)
        .map(connection -> connection.getServerProperties().get("cluster_name"))
        .map(Object::toString);
  }

  /**
   * Whether messages may be published now, as far as is known. For each transaction: it looks at no
   * message that is on its way, as {@link #state} does.
   */
  public boolean mayTakeMessages() {
    return publishing.state().mayTakeMessages();
  }

  /** Where the publishing connection stands, and what is to be noticed. */
  public ConnectionState state() {
    BrokerConnection consumers = consuming;
    return publishing
        .state()
        .noticed(publisher.notice())
        .noticed(delays.text())
        .noticed(publisher.queues().notice())
        .noticed(publishing.trouble())
        .noticed(consumers == null ? "" : consumers.trouble())
        .noticed(logins.trouble());
  }

  /** What is wrong with the delay queues. */
  public Notice delays() {
    return delays;
  }

  /** Waits a little for what is on its way, then closes both connections. */
  @Override
  public void close() {
    DelayScheduler keeping;
    synchronized (this) {
      closed = true;
      keeping = delayScheduler;
    }
    if (keeping != null) {
      keeping.close();
    }
    try {
      boolean quiet = publisher.awaitQuiet(settings.connectionTimeout());
      Connection open = publishing.current();
      if (!quiet && open != null) {
        // A writer stuck in the socket would hold up the closing as well.
        publishing.breakOff(open, "The broker does not read.");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    BrokerConnection consumers;
    synchronized (this) {
      consumers = consuming;
    }
    idleReceivers.close();
    if (consumers != null) {
      consumers.close();
    }
    acknowledging.close();
    logins.close();
    delayed.close();
    publishing.close();
    publisher.close();
  }

  /**
   * Where one connection came through, so will the other: a message that is delivered already must
   * not fail because its answers wait for the end of a pause.
   */
  private record Companion(BrokerConnection other) implements BrokerConnection.Listener {
    @Override
    public void opened(Connection connection) {
      other.hurry();
    }

    @Override
    public void lost(String reason) {
      // The other one notices by itself.
    }
  }
}
