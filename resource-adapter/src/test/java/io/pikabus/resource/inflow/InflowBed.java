package io.pikabus.resource.inflow;

import static java.util.stream.Collectors.toMap;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.GetResponse;
import io.pikabus.BusStatus.Part;
import io.pikabus.IncomingMetadata;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusListener;
import io.pikabus.bus.Consumed;
import io.pikabus.bus.DefaultPikaBus;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.engine.Engine;
import io.pikabus.faults.Outage;
import io.pikabus.faults.RawClient;
import io.pikabus.fixtures.rabbitmq.Broker;
import io.pikabus.log.KnownSecrets;
import io.pikabus.observer.MessageObserver;
import io.pikabus.resource.base.StartedAdapter;
import io.pikabus.resource.inflow.BeanContainer.Attribute;
import io.pikabus.thread.Threads;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;

/**
 * One bean in a small container, a queue for it, and somebody who sends to it. For the test's own
 * thread.
 */
final class InflowBed implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(Long.getLong("inflow.patience", 60));

  /** What happened, in its order. */
  final List<String> events = new CopyOnWriteArrayList<>();

  final WorkTable table = new WorkTable();
  final String queue = Outage.unique("inflow");
  final String errorQueue = Outage.unique("error");
  final RawClient peer;

  /** The class loaders of the beans that have gone. */
  final List<ClassLoader> gone = new CopyOnWriteArrayList<>();

  private final Map<String, String> settings;
  private final Engine engine;
  private final Activations activations;
  private @Nullable BeanContainer container;
  private @Nullable PikaBusActivationSpec activation;

  InflowBed() throws Exception {
    this(Broker.shared(), Broker.shared().uri().getPort());
  }

  /** Reaches the broker through a port. */
  InflowBed(Broker broker, int port) throws Exception {
    settings = Outage.settings(broker, port);
    settings.put("error-queue", errorQueue);
    settings.put("queue-type", "classic");
    settings.put("retry-delay", "PT0S");
    settings.put("max-retries", "2");
    SettingsReader reader = new SettingsReader();
    engine =
        Engine.with(
                reader.api(SettingSource.of(settings)),
                reader.consuming(SettingSource.of(settings)),
                new KnownSecrets(Set.of()))
            .threads(Threads.DAEMONS)
            .observer(new Noting())
            .build();
    reader.throwFaults();
    activations = new Activations(new Adapter(), gone::add);
    peer = new RawClient(broker);
    table.beforeCommit = () -> events.add("committed");
  }

  private final class Noting implements MessageObserver {
    @Override
    public void settled(IncomingMetadata message, Settlement how) {
      events.add("settled " + how);
    }
  }

  private final class Adapter implements StartedAdapter, ResourceAdapter {
    @Override
    public Engine engine() {
      return engine;
    }

    @Override
    public BootstrapContext context() {
      return (BootstrapContext)
          Proxy.newProxyInstance(
              InflowBed.class.getClassLoader(),
              new Class<?>[] {BootstrapContext.class},
              (proxy, method, arguments) -> BeanContainer.REGISTRY);
    }

    @Override
    public List<Consumed> consumed() {
      return activations.consumed();
    }

    @Override
    public SettingSource settings() {
      return SettingSource.of(settings);
    }

    @Override
    public void start(BootstrapContext context) {}

    @Override
    public void stop() {}

    @Override
    public void endpointActivation(MessageEndpointFactory endpoints, ActivationSpec activation) {}

    @Override
    public void endpointDeactivation(MessageEndpointFactory endpoints, ActivationSpec activation) {}

    @Override
    public XAResource[] getXAResources(ActivationSpec[] activations) {
      return new XAResource[0];
    }
  }

  /** The bean begins to consume: property, value, property, value. */
  BeanContainer activate(PikaBusListener bean, Attribute attribute, String... properties)
      throws Exception {
    BeanContainer made = new BeanContainer(bean, attribute);
    activate(made, properties);
    return made;
  }

  /** The same for a container that is there. */
  void activate(BeanContainer made, String... properties) throws Exception {
    PikaBusActivationSpec spec = spec(properties);
    activations.activate(made, spec);
    container = made;
    activation = spec;
  }

  PikaBusActivationSpec spec(String... properties) throws Exception {
    PikaBusActivationSpec spec = new PikaBusActivationSpec();
    spec.setResourceAdapter(new Adapter());
    spec.setQueue(queue);
    for (int i = 0; i < properties.length; i += 2) {
      String setter =
          "set"
              + properties[i].substring(0, 1).toUpperCase(java.util.Locale.ROOT)
              + properties[i].substring(1);
      spec.getClass().getMethod(setter, String.class).invoke(spec, properties[i + 1]);
    }
    return spec;
  }

  /** The bean goes. */
  void deactivate() {
    activations.deactivate(Objects.requireNonNull(container), Objects.requireNonNull(activation));
  }

  Activations activations() {
    return activations;
  }

  Engine engine() {
    return engine;
  }

  /** Sends a message to the bean, when its queue is there. */
  void put(@Nullable String type, String body) throws Exception {
    put(queue, type, body);
  }

  void put(String to, @Nullable String type, String body) throws Exception {
    Map<String, Object> headers = new HashMap<>();
    headers.put("PikaBus.MessageId", body);
    if (type != null) {
      headers.put("PikaBus.MessageType", type);
    }
    awaitQueue();
    peer.put(
        to,
        new BasicProperties.Builder().headers(headers).messageId(body).build(),
        body.getBytes(StandardCharsets.UTF_8));
  }

  void awaitQueue() {
    await("the queue")
        .atMost(PATIENCE)
        .pollInSameThread()
        .ignoreExceptions()
        .until(() -> peer.fresh().queueDeclarePassive(queue) != null);
  }

  /** Takes one message from the error queue; its headers as texts. */
  Map<String, String> failure() throws Exception {
    GetResponse found =
        await("a message in the error queue")
            .atMost(PATIENCE)
            .pollInSameThread()
            .ignoreExceptions()
            .until(() -> peer.fresh().basicGet(errorQueue, true), each -> each != null);
    Map<String, String> headers =
        found.getProps().getHeaders().entrySet().stream()
            .filter(each -> each.getValue() != null)
            .collect(toMap(Map.Entry::getKey, each -> each.getValue().toString()));
    headers.put("body", new String(found.getBody(), StandardCharsets.UTF_8));
    return headers;
  }

  /** Waits until something is so. */
  static void until(String what, java.util.concurrent.Callable<Boolean> is) {
    await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(is);
  }

  /** Stops all, and looks what is left in the queue. */
  long leftAfterStop() throws Exception {
    activations.close();
    engine.close();
    return peer.ready(queue);
  }

  List<Part> status() {
    return activations.consumed().stream().map(Consumed::status).toList();
  }

  /** A bus that sends at once, where it is called. */
  PikaBus bus() {
    SettingsReader reader = new SettingsReader();
    OutgoingSettings own = reader.api(SettingSource.of(settings));
    return new DefaultPikaBus(
        own,
        engine.outbound(),
        engine.current(),
        engine::client,
        engine::status,
        activations::consumed,
        engine.receiving()) {};
  }

  @Override
  public void close() {
    activations.close();
    engine.close();
    peer.close();
  }
}
