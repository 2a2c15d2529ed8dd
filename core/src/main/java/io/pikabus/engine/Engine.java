package io.pikabus.engine;

import io.pikabus.BusStatus;
import io.pikabus.JournalStatus;
import io.pikabus.OutboxStatus;
import io.pikabus.bus.CurrentMessage;
import io.pikabus.bus.LaneSetup;
import io.pikabus.bus.Outbound;
import io.pikabus.bus.QueueDeclarations;
import io.pikabus.bus.Receiving;
import io.pikabus.bus.StartLine;
import io.pikabus.bus.Statuses;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.config.TransactionMode;
import io.pikabus.log.KnownSecrets;
import io.pikabus.observer.MessageObserver;
import io.pikabus.outbox.OutboxService;
import io.pikabus.payload.Payloads;
import io.pikabus.rabbitmq.BrokerClient;
import io.pikabus.rabbitmq.ClientContext;
import io.pikabus.store.AdapterStore;
import io.pikabus.thread.Threads;
import io.pikabus.transaction.Batch;
import io.pikabus.transaction.Inbox;
import io.pikabus.transaction.MessageStore;
import io.pikabus.transaction.PostCommitSender;
import io.pikabus.transaction.SendPhase;
import io.pikabus.transaction.ThreadTransactions;
import io.pikabus.transaction.Transactions;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * What the queues and the senders of one application share, wired once: a client for each broker,
 * the way out, the transactions, the outbox. It connects to a broker when the first message is sent
 * there or the first queue consumed, and to the database when it is started.
 *
 * <p>Ends in two steps: {@link #stop}, then {@link #close}. Whoever consumes stops before. Called
 * from any thread.
 */
public final class Engine implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus");

  private final EngineBuilder parts;
  private final Payloads payloads;
  private final MessageObserver observer;
  private final CurrentMessage current = new CurrentMessage();
  private final ExecutorService undelivered;
  private final PostCommitSender sender;
  private final ExecutorService acknowledger;
  private final Clients clients;
  private final @Nullable OutboxService outbox;
  private final @Nullable AdapterStore adapter;
  private final Transactions transactions;
  private final Outbound outbound;
  private final Receiving receiving;
  private final QueueDeclarations declarations;
  private final Set<TransactionMode> modes =
      Collections.synchronizedSet(EnumSet.noneOf(TransactionMode.class));

  Engine(EngineBuilder parts) {
    this.parts = parts;
    payloads = new Payloads(parts.codec);
    observer = HarmlessObserver.of(parts.observer);
    undelivered = parts.threads.inOrder("pikabus-undelivered");
    acknowledger = parts.threads.inOrder("pikabus-acknowledge");
    clients = new Clients(this::connect);
    sender = new PostCommitSender(undelivered);
    outbox = outbox(parts, clients, sender);
    String factory = parts.connectionFactory;
    adapter = factory == null ? null : new AdapterStore(factory, parts.lookup);
    transactions = parts.transactions.transactions(this::batch, new ThreadTransactions(sender));
    outbound = new Outbound(payloads, transactions, current, parts.headers, observer);
    receiving = new Receiving(() -> lanes(parts.consuming.bus().connection()), parts.consuming);
    declarations = new QueueDeclarations(parts.consuming, parts.declared);
    declarations.sends(parts.settings.bus());
    modes.add(parts.settings.transaction());
  }

  /**
   * Begins with what cannot be left out.
   *
   * @param settings with which the bus sends, and its own broker
   * @param consuming with which it receives from queues that nobody consumes, and declares them
   * @param secrets that no failed message, log or status may show; learns those that are given
   *     later
   */
  public static EngineBuilder with(
      OutgoingSettings settings, IncomingSettings consuming, KnownSecrets secrets) {
    return new EngineBuilder(settings, consuming, secrets);
  }

  private static @Nullable OutboxService outbox(
      EngineBuilder parts, Clients clients, PostCommitSender sender) {
    ConnectionSettings own = parts.settings.bus().connection();
    return parts.outbox == null
        ? null
        : new OutboxService(
            parts.outbox,
            parts.brokers.apply(new NamedBrokers(clients, own)),
            sender,
            parts.dataSource,
            parts.threads);
  }

  private Batch batch() {
    Map<SendPhase, MessageStore> stores = new EnumMap<>(SendPhase.class);
    if (outbox != null) {
      stores.put(SendPhase.STORED, outbox.store());
    }
    if (adapter != null) {
      stores.put(SendPhase.HANDED_OVER, adapter);
    }
    return new Batch(sender, stores);
  }

  private BrokerClient connect(ConnectionSettings broker) {
    BrokerAccess access = parts.access.apply(broker);
    BrokerClient client =
        new BrokerClient(
            broker,
            new ClientContext(
                access.application(),
                access.named(),
                access.credentials(),
                parts.secrets::add,
                parts.threads,
                observer));
    client.whenOpened(told -> LOG.log(System.Logger.Level.INFO, startLine(broker, told)));
    declarations.tell(client, broker);
    return client;
  }

  private String startLine(ConnectionSettings broker, String told) {
    String kept = parts.kept;
    if (kept != null) {
      return StartLine.of(broker, told, kept);
    }
    return StartLine.of(
        broker,
        told,
        parts.settings.transaction(),
        parts.outbox != null && modes.contains(TransactionMode.OUTBOX)
            ? parts.outbox.datasource()
            : null,
        modes.contains(TransactionMode.XA) ? parts.connectionFactory : null);
  }

  /** With which the bus sends. */
  public OutgoingSettings settings() {
    return parts.settings;
  }

  /** The message whose handler runs on a thread. */
  public CurrentMessage current() {
    return current;
  }

  /** The way out of all messages. */
  public Outbound outbound() {
    return outbound;
  }

  /** The way out of messages that belong to other transactions than the engine's. */
  public Outbound outbound(Transactions others) {
    return new Outbound(payloads, others, current, parts.headers, observer);
  }

  /** With which the bus receives single messages. */
  public Receiving receiving() {
    return receiving;
  }

  /** To which messages belong that are sent inside one. */
  public Transactions transactions() {
    return transactions;
  }

  /** What sends messages whose transaction has committed. */
  public PostCommitSender sender() {
    return sender;
  }

  /** What notes which messages came; null where there is none. */
  public @Nullable Inbox inbox() {
    return outbox == null ? null : outbox.inbox();
  }

  /** Where threads come from. */
  public Threads threads() {
    return parts.threads;
  }

  /** On which senders are told of confirms: never a client's own threads. */
  public Executor acknowledger() {
    return acknowledger;
  }

  /** Notes with which settings a channel consumes its queue; does not connect yet. */
  public void consumesWith(IncomingSettings settings) {
    declarations.consumes(settings);
  }

  /** Notes with which settings something sends besides the bus; does not connect yet. */
  public void sendsWith(OutgoingSettings settings) {
    declarations.sends(settings.bus());
    clients.sendsTo(settings.bus().connection());
    modes.add(settings.transaction());
  }

  /** The client of the bus's own broker. */
  public BrokerClient client() {
    return client(parts.settings.bus().connection());
  }

  /**
   * The client of a broker; the same for equal settings. The first call begins to connect.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public BrokerClient client(ConnectionSettings broker) {
    return clients.of(broker);
  }

  /** With which messages are received that belong to other transactions than the engine's. */
  public Receiving receiving(ConnectionSettings broker, Transactions others) {
    return new Receiving(() -> lanes(broker, others), parts.consuming);
  }

  /** What the lanes of one broker have in common. */
  public LaneSetup lanes(ConnectionSettings broker) {
    return lanes(broker, transactions);
  }

  /** Likewise, where their messages belong to other transactions than the engine's. */
  public LaneSetup lanes(ConnectionSettings broker, Transactions others) {
    return new LaneSetup(
        client(broker),
        payloads,
        current,
        others,
        inbox(),
        parts.retries,
        parts.pauses,
        parts.secrets,
        parts.copyTimeout,
        parts.threads,
        observer);
  }

  /**
   * How the connections are doing by which messages leave. Connects to all brokers to which
   * something sends.
   */
  public BusStatus.Part publishing() {
    return Statuses.publishing(clients.states(parts.settings.bus().connection()));
  }

  /** How all is doing but who consumes. As {@link #publishing}. */
  public BusStatus.Builder status() {
    return BusStatus.builder(publishing())
        .outbox(outbox().orElse(null))
        .journal(journal().orElse(null));
  }

  /** What lies in the outbox; empty where there is none, and before the first look. */
  public Optional<OutboxStatus> outbox() {
    return outbox == null ? Optional.empty() : outbox.status();
  }

  /** What lies in the adapter's journal; empty where nothing is handed over to one. */
  public Optional<JournalStatus> journal() {
    return adapter == null || !modes.contains(TransactionMode.XA)
        ? Optional.empty()
        : Optional.of(adapter.status());
  }

  /**
   * Prepares the outbox's tables and begins to send what lies in them, if anything is sent through
   * it; connects to the bus's broker if queues are to be declared there. The calling thread must
   * have no transaction. Does nothing the second time.
   *
   * @param context runs work on the thread that gives it, within the container's context
   * @throws io.pikabus.ConfigurationException when the tables or the datasource cannot be used
   */
  public void start(Executor context) {
    if (outbox != null && modes.contains(TransactionMode.OUTBOX)) {
      outbox.start(context);
    }
    if (declarations.hasAny()) {
      client();
    }
  }

  /** Takes up nothing more from the outbox; what was taken up goes on. */
  public void stop() {
    if (outbox != null) {
      outbox.stop();
    }
  }

  /** Waits a little for what is on its way, then closes all connections. */
  @Override
  public void close() {
    stop();
    clients.close();
    if (outbox != null) {
      outbox.close();
    }
    undelivered.shutdown();
    acknowledger.shutdown();
  }
}
