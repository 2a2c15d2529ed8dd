package io.pikabus.messaging;

import io.pikabus.BusStatus;
import io.pikabus.CredentialsSupplier;
import io.pikabus.OutboxStatus;
import io.pikabus.PausePolicy;
import io.pikabus.PayloadCodec;
import io.pikabus.RetryPolicy;
import io.pikabus.bus.CurrentMessage;
import io.pikabus.bus.Lane;
import io.pikabus.bus.Outbound;
import io.pikabus.bus.QueueDeclarations;
import io.pikabus.bus.Receiving;
import io.pikabus.bus.StartLine;
import io.pikabus.bus.Statuses;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.OutboxSettings;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.config.TransactionMode;
import io.pikabus.log.KnownSecrets;
import io.pikabus.outbox.OutboxService;
import io.pikabus.payload.JsonbCodec;
import io.pikabus.payload.Payloads;
import io.pikabus.rabbitmq.BrokerClient;
import io.pikabus.transaction.Batch;
import io.pikabus.transaction.PostCommitSender;
import io.pikabus.transaction.ThreadTransactions;
import io.pikabus.transaction.Transactions;
import io.pikabus.transaction.jta.ContainerServices;
import io.pikabus.transaction.jta.JndiLookup;
import io.pikabus.transaction.jta.JtaTransactions;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * What the channels and the injected bus of one deployment share: a client for each broker, the way
 * out, and the moments when modules start and stop. Opens nothing before the first module has
 * started or the first message is sent: a deployment that fails is never told to close anything.
 *
 * <p>Called from any thread; {@code clients} changes under the monitor.
 */
@ApplicationScoped
public class BusRuntime implements WebModules.Listener {

  private static final System.Logger LOG = System.getLogger("io.pikabus.messaging");

  /** For the copies of failed messages; a channel's own senders have their own. */
  private static final Duration COPY_CONFIRM = Duration.ofSeconds(30);

  private final CurrentMessage current = new CurrentMessage();
  private final ContainerServices container = new JndiLookup();
  private final ExecutorService undelivered = executor("pikabus-undelivered");
  private final PostCommitSender dispatch = new PostCommitSender(undelivered);
  private final List<IncomingChannel> channels = new CopyOnWriteArrayList<>();
  private final List<PacedDemand> generators = new CopyOnWriteArrayList<>();
  private final Set<ConnectionSettings> destinations = new CopyOnWriteArraySet<>();
  private final Map<ConnectionSettings, BrokerClient> clients = new HashMap<>();
  private @Nullable ExecutorService acknowledger;
  private @Nullable PayloadCodec codec;
  private Payloads payloads = new Payloads(new JsonbCodec());
  private final Transactions transactions =
      new JtaTransactions(container, this::batch, new ThreadTransactions(dispatch));
  private Outbound outbound = new Outbound(payloads, transactions, current);

  @SuppressWarnings("NullAway.Init") // Read when the bean is made.
  private OutgoingSettings api;

  @SuppressWarnings("NullAway.Init") // As above.
  private QueueDeclarations declarations;

  @SuppressWarnings("NullAway.Init") // As above.
  private Receiving receiving;

  @SuppressWarnings("NullAway.Init") // As above.
  private OutboxService durable;

  @SuppressWarnings("NullAway.Init") // Injected.
  private Instance<SSLContext> sslContexts;

  private @Nullable Instance<RequestContextController> requests;
  private volatile boolean usesOutbox;
  private @Nullable String datasource;
  private @Nullable CredentialsSupplier credentials;

  @SuppressWarnings("NullAway.Init") // As above.
  private ClientContexts contexts;

  private @Nullable RetryPolicy policy;
  private @Nullable PausePolicy pauses;

  @SuppressWarnings("NullAway.Init") // As above.
  private KnownSecrets secrets;

  private boolean readyWhilePaused;
  private @Nullable Management management;
  private volatile boolean stopping;
  private volatile boolean complete;
  private final Instant born = Instant.now();
  private boolean closed;

  private Batch batch() {
    return new Batch(dispatch, durable.store());
  }

  @Inject
  void codec(Instance<PayloadCodec> replacement) {
    if (replacement.isResolvable()) {
      codec = replacement.get();
    }
  }

  @Inject
  void credentials(Instance<CredentialsSupplier> replacement) {
    if (replacement.isResolvable()) {
      credentials = replacement.get();
    }
  }

  @Inject
  void sslContexts(@Any Instance<SSLContext> beans) {
    sslContexts = beans;
  }

  @Inject
  void requests(Instance<RequestContextController> controllers) {
    requests = controllers;
  }

  @Inject
  void policy(Instance<RetryPolicy> replacement) {
    if (replacement.isResolvable()) {
      policy = replacement.get();
    }
  }

  @Inject
  void pauses(Instance<PausePolicy> replacement) {
    if (replacement.isResolvable()) {
      pauses = replacement.get();
    }
  }

  /**
   * Reads the connector's own settings. Not in a constructor: a proxy's may call it, and of a
   * faulty configuration nothing is to be said a second time.
   */
  @PostConstruct
  void begin() {
    ChannelConfiguration configuration = new ChannelConfiguration(ConfigProvider.getConfig());
    secrets = new KnownSecrets(configuration.secrets());
    contexts = ClientContexts.of(container, configuration, sslContexts, credentials, secrets);
    api = configuration.api();
    IncomingSettings consuming = configuration.consuming();
    declarations = new QueueDeclarations(consuming, configuration.declaredQueues());
    declarations.sends(api.bus());
    receiving = new Receiving(() -> lanes(consuming.bus().connection()), consuming);
    payloads = new Payloads(codec != null ? codec : new JsonbCodec(configuration.payloadStrict()));
    outbound = new Outbound(payloads, transactions, current);
    readyWhilePaused = configuration.readyWhilePaused();
    usesOutbox = api.transaction() == TransactionMode.OUTBOX;
    OutboxSettings outbox = configuration.outbox();
    datasource = outbox.datasource();
    durable =
        new OutboxService(
            outbox,
            new DeploymentBrokers(this, api.bus().connection()),
            dispatch,
            () -> container.dataSource(outbox.datasource()));
    WebModules.add(this);
  }

  /**
   * The deployment is valid. WildFly keeps the health checks of one that is not, and asks them for
   * as long as the server runs; they must neither say that it is not ready nor connect.
   */
  void complete(@Observes @Initialized(ApplicationScoped.class) Object application) {
    complete = true;
  }

  /** Makes the bean: it is to hear of the first module, whatever asks for it and when. */
  void exist() {}

  /** Whether a paused queue leaves the service ready. */
  boolean readyWhilePaused() {
    return readyWhilePaused;
  }

  /** With which the injected bus sends. */
  OutgoingSettings api() {
    return api;
  }

  /** With which the injected bus receives. */
  Receiving receiving() {
    return receiving;
  }

  CurrentMessage current() {
    return current;
  }

  /** What the lanes of one broker have in common. */
  Lane.Setup lanes(ConnectionSettings settings) {
    return new Lane.Setup(
        client(settings),
        payloads,
        current,
        transactions,
        durable.inbox(),
        policy,
        pauses,
        secrets,
        COPY_CONFIRM);
  }

  Outbound outbound() {
    return outbound;
  }

  /** The context of a module, for one lane: each delivery is a request of its own. */
  Executor deliveries(WebModules.Module module) {
    return requests == null
        ? module.context()
        : new RequestContexts(module.context(), requests.get());
  }

  /** The client of a broker; the same for equal settings. */
  synchronized BrokerClient client(ConnectionSettings settings) {
    if (closed) {
      throw new IllegalStateException("The application is stopping; nothing can be sent any more.");
    }
    return clients.computeIfAbsent(
        settings,
        broker -> {
          BrokerClient client = new BrokerClient(broker, contexts.context(broker));
          client.whenOpened(told -> LOG.log(System.Logger.Level.INFO, startLine(broker, told)));
          declarations.tell(client, broker);
          return client;
        });
  }

  private String startLine(ConnectionSettings broker, String told) {
    return StartLine.of(broker, told, api.transaction(), usesOutbox ? datasource : null);
  }

  /** On which applications are told of confirms: never the client's own threads. */
  synchronized Executor acknowledger() {
    if (acknowledger == null) {
      acknowledger = executor("pikabus-acknowledge");
    }
    return acknowledger;
  }

  private static ExecutorService executor(String name) {
    return Executors.newSingleThreadExecutor(
        work -> {
          Thread thread = new Thread(work, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Notes how a channel consumes; does not connect yet. */
  void consumesWith(String channel, IncomingSettings settings) {
    declarations.consumes(settings);
    if (!settings.bus().connection().equals(api.bus().connection())) {
      contexts.incoming(channel, settings.bus().connection());
    }
  }

  /** Notes how a channel sends; does not connect yet. */
  void sendsWith(String channel, OutgoingSettings settings) {
    if (!settings.bus().connection().equals(api.bus().connection())) {
      contexts.outgoing(channel, settings.bus().connection());
    }
    declarations.sends(settings.bus());
    destinations.add(settings.bus().connection());
    usesOutbox |= settings.transaction() == TransactionMode.OUTBOX;
  }

  /** The brokers to which channels send. */
  Set<ConnectionSettings> destinations() {
    return destinations;
  }

  Optional<OutboxStatus> outbox() {
    return durable.status();
  }

  /**
   * How the connections are doing by which messages leave: those of the channels and those that the
   * bus has used.
   *
   * @param own the bus's, which counts where there is no other
   */
  BusStatus.Part publishing(ConnectionSettings own) {
    if (!complete) {
      return BusStatus.Part.publishing(BusStatus.State.WORKING, born)
          .withReason("The deployment is not complete.");
    }
    destinations.forEach(this::client);
    return Statuses.publishing(used(own).stream().map(BrokerClient::state).toList());
  }

  private synchronized List<BrokerClient> used(ConnectionSettings own) {
    return clients.isEmpty() ? List.of(client(own)) : List.copyOf(clients.values());
  }

  List<IncomingChannel> consumers() {
    return complete ? channels : List.of();
  }

  boolean isStopping() {
    return stopping;
  }

  void add(IncomingChannel channel) {
    Management told;
    synchronized (this) {
      channels.add(channel);
      told = management;
    }
    if (told != null) {
      told.add(channel);
    }
  }

  /** On the thread that starts a module: the application has its name there. */
  private void manage() {
    List<IncomingChannel> known;
    Management begun;
    synchronized (this) {
      if (management != null || closed) {
        return;
      }
      begun = new Management(container.application());
      management = begun;
      known = List.copyOf(channels);
    }
    known.forEach(begun::add);
  }

  void add(PacedDemand generator) {
    generators.add(generator);
  }

  @Override
  public void started(WebModules.Module module) {
    complete = true;
    if (usesOutbox) {
      durable.start(module.context());
    }
    manage();
    if (declarations.hasAny()) {
      client(api.bus().connection());
    }
    channels.forEach(IncomingChannel::moduleStarted);
    generators.forEach(PacedDemand::tryToStart);
  }

  /** Deliveries stop first, then what is in hand is finished while everything still works. */
  @Override
  public void stopping(ClassLoader module) {
    stopping = true;
    generators.stream().filter(each -> each.worksIn(module)).forEach(PacedDemand::stop);
    List<IncomingChannel> leaving =
        channels.stream().filter(channel -> channel.worksIn(module)).toList();
    leaving.forEach(IncomingChannel::stop);
    for (IncomingChannel channel : leaving) {
      if (!channel.awaitStopped()) {
        LOG.log(
            System.Logger.Level.WARNING,
            "Channel {0} still works on a message after its drain-timeout; the message stays with the broker and comes again.",
            channel.name());
      }
    }
  }

  @PreDestroy
  void close() {
    stopping = true;
    WebModules.remove(this);
    generators.forEach(PacedDemand::stop);
    channels.forEach(IncomingChannel::stop);
    channels.forEach(IncomingChannel::awaitStopped);
    durable.stop();
    List<BrokerClient> open;
    ExecutorService acknowledging;
    Management managing;
    synchronized (this) {
      closed = true;
      managing = management;
      open = List.copyOf(clients.values());
      acknowledging = acknowledger;
    }
    if (managing != null) {
      managing.close();
    }
    open.forEach(BrokerClient::close);
    durable.close();
    undelivered.shutdown();
    if (acknowledging != null) {
      acknowledging.shutdown();
    }
  }
}
