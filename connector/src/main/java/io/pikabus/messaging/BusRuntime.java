package io.pikabus.messaging;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.BusStatus;
import io.pikabus.CredentialsSupplier;
import io.pikabus.OutgoingHeaders;
import io.pikabus.PausePolicy;
import io.pikabus.PayloadCodec;
import io.pikabus.RetryPolicy;
import io.pikabus.bus.AddedHeaders;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.OutboxSettings;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.config.PayloadSettings;
import io.pikabus.engine.Engine;
import io.pikabus.log.KnownSecrets;
import io.pikabus.management.ManagedConsumers;
import io.pikabus.payload.JsonbCodec;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * The engine of one deployment: made of what CDI and the container offer, started with the first
 * module, and ended with the last. Opens nothing before the first module has started or the first
 * message is sent: a deployment that fails is never told to close anything.
 *
 * <p>Called from any thread.
 */
@ApplicationScoped
public class BusRuntime implements WebModules.Listener {

  private static final System.Logger LOG = System.getLogger("io.pikabus.messaging");

  /** For the copies of failed messages; a channel's own senders have their own. */
  private static final Duration COPY_CONFIRM = Duration.ofSeconds(30);

  private final ContainerServices container = new JndiLookup();
  private final List<IncomingChannel> channels = new CopyOnWriteArrayList<>();
  private final Map<QueuePlan.Group, SharedQueue> queues = new ConcurrentHashMap<>();
  private final List<PacedDemand> generators = new CopyOnWriteArrayList<>();

  @SuppressWarnings("NullAway.Init") // Made when the bean is.
  private Engine engine;

  @SuppressWarnings("NullAway.Init") // As above.
  private DeploymentAccess access;

  @SuppressWarnings("NullAway.Init") // Injected.
  private Instance<SSLContext> sslContexts;

  private @Nullable Instance<RequestContextController> requests;
  private @Nullable PayloadCodec codec;
  private @Nullable CredentialsSupplier credentials;
  private @Nullable RetryPolicy policy;
  private @Nullable PausePolicy pauses;
  private AddedHeaders headers = AddedHeaders.NONE;
  private boolean readyWhilePaused;

  @GuardedBy("this")
  private @Nullable ManagedConsumers management;

  private volatile boolean stopping;
  private volatile boolean complete;
  private final Instant born = Instant.now();

  @GuardedBy("this")
  private boolean closed;

  @Inject
  void codec(Instance<PayloadCodec> replacement) {
    codec = SuppliedBeans.of(replacement);
  }

  @Inject
  void credentials(Instance<CredentialsSupplier> replacement) {
    credentials = SuppliedBeans.of(replacement);
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
    policy = SuppliedBeans.of(replacement);
  }

  @Inject
  void pauses(Instance<PausePolicy> replacement) {
    pauses = SuppliedBeans.of(replacement);
  }

  /** All of them: a bean that is overlooked would be missed only by the receivers. */
  @Inject
  void headers(Instance<OutgoingHeaders> hooks) {
    headers = new AddedHeaders(hooks.stream().toList());
  }

  /**
   * Reads the connector's own settings. Not in a constructor: a proxy's may call it, and of a
   * faulty configuration nothing is to be said a second time.
   */
  @PostConstruct
  void begin() {
    ChannelConfiguration configuration = new ChannelConfiguration(ConfigProvider.getConfig());
    access = DeploymentAccess.of(container, configuration, sslContexts, credentials);
    PayloadSettings json = configuration.payload();
    IncomingSettings consuming = configuration.consuming();
    readyWhilePaused = configuration.readyWhilePaused();
    OutboxSettings outbox = configuration.outbox();
    String adapter = configuration.connectionFactory();
    engine =
        Engine.with(configuration.api(), consuming, new KnownSecrets(configuration.secrets()))
            .declaring(configuration.declaredQueues())
            .codec(codec != null ? codec : new JsonbCodec(json.strict(), json.nulls()))
            .retries(policy)
            .pauses(pauses)
            .headers(headers)
            .copyTimeout(COPY_CONFIRM)
            .access(access)
            .transactions((batches, own) -> new JtaTransactions(container, batches, own))
            .outbox(outbox, () -> container.dataSource(outbox.datasource()))
            .adapter(adapter, () -> adapter == null ? null : container.lookUp(adapter))
            .build();
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

  /** How all is doing but the channels. */
  BusStatus.Builder status() {
    return BusStatus.builder(publishing())
        .outbox(engine.outbox().orElse(null))
        .journal(engine.journal().orElse(null))
        .readyWhilePaused(readyWhilePaused);
  }

  Engine engine() {
    return engine;
  }

  /** Where channels work. */
  Workplace workplace() {
    return new Workplace(engine, requests, () -> stopping);
  }

  /** Makes an incoming channel; it shares its queue with the others of a group. */
  IncomingChannel channel(
      String name,
      IncomingSettings settings,
      Optional<Consumers.Consumer> consumer,
      Optional<QueuePlan.Group> group) {
    SharedQueue shared =
        group
            .map(each -> queues.computeIfAbsent(each, any -> new SharedQueue(any, workplace())))
            .orElse(null);
    IncomingChannel channel = new IncomingChannel(name, settings, consumer, workplace(), shared);
    if (shared != null) {
      shared.join(channel);
    }
    consumesWith(name, settings);
    add(channel);
    return channel;
  }

  /** Notes how a channel consumes; does not connect yet. */
  private void consumesWith(String channel, IncomingSettings settings) {
    engine.consumesWith(settings);
    if (!settings.bus().connection().equals(engine.settings().bus().connection())) {
      access.incoming(channel, settings.bus().connection());
    }
  }

  /** Notes how a channel sends; does not connect yet. */
  void sendsWith(String channel, OutgoingSettings settings) {
    if (!settings.bus().connection().equals(engine.settings().bus().connection())) {
      access.outgoing(channel, settings.bus().connection());
    }
    engine.sendsWith(settings);
  }

  /** How the connections are doing by which messages leave. */
  BusStatus.Part publishing() {
    return complete
        ? engine.publishing()
        : BusStatus.Part.publishing(BusStatus.State.WORKING, born)
            .withReason("The deployment is not complete.");
  }

  List<IncomingChannel> consumers() {
    return complete ? channels : List.of();
  }

  private void add(IncomingChannel channel) {
    ManagedConsumers told;
    synchronized (this) {
      channels.add(channel);
      told = management;
    }
    if (told != null) {
      show(told, channel);
    }
  }

  private static void show(ManagedConsumers shown, IncomingChannel channel) {
    shown.add(channel, new ManagedConsumers.Key("name", channel.name()));
  }

  /** On the thread that starts a module: the application has its name there. */
  private void manage() {
    List<IncomingChannel> known;
    ManagedConsumers begun;
    synchronized (this) {
      if (management != null || closed) {
        return;
      }
      begun =
          new ManagedConsumers(
              "Channel", new ManagedConsumers.Key("application", container.application()));
      management = begun;
      known = List.copyOf(channels);
    }
    known.forEach(each -> show(begun, each));
  }

  void add(PacedDemand generator) {
    generators.add(generator);
  }

  @Override
  public void started(WebModules.Module module) {
    complete = true;
    engine.start(module.context());
    manage();
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
    engine.stop();
    ManagedConsumers managing;
    synchronized (this) {
      closed = true;
      managing = management;
    }
    if (managing != null) {
      managing.close();
    }
    engine.close();
  }
}
