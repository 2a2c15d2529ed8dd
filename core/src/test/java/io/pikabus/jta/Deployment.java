package io.pikabus.jta;

import io.pikabus.Destination;
import io.pikabus.IncomingMetadata;
import io.pikabus.PikaBus;
import io.pikabus.SendOptions;
import io.pikabus.SendOutcome;
import io.pikabus.bus.DefaultPikaBus;
import io.pikabus.bus.Outbound;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.OutboxSettings;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.engine.Engine;
import io.pikabus.faults.Outage;
import io.pikabus.fixtures.rabbitmq.Broker;
import io.pikabus.log.KnownSecrets;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.MessagePublisher;
import io.pikabus.rabbitmq.BrokerClient;
import io.pikabus.rabbitmq.ConnectionState;
import io.pikabus.store.BrokerRegistry;
import io.pikabus.time.Deadline;
import io.pikabus.transaction.Inbox;
import io.pikabus.transaction.jta.JtaTransactions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/**
 * A node of an application with its outbox, with the engine that it has in a server. It can die:
 * from that moment on it neither reaches its database nor its broker, whatever its threads still
 * do. Called from any thread.
 */
final class Deployment implements AutoCloseable {

  private static final int NEVER = Integer.MAX_VALUE;

  private final SmallContainer container;
  private final Setup setup;
  private final Engine engine;
  private final BrokerClient client;
  private final MessagePublisher publisher = new Mortal();
  private final AtomicInteger publicationsLeft = new AtomicInteger(NEVER);
  private volatile Runnable then = () -> {};
  private volatile boolean withoutDatabase;
  private volatile boolean dead;

  /**
   * How a deployment is set up.
   *
   * @param bus settings of the connector
   * @param brokerName under which what it sends is stored
   */
  record Setup(Broker broker, OutboxSettings outbox, Map<String, String> bus, String brokerName) {

    /** With an error queue of its own. */
    static Setup of(Broker broker) {
      return new Setup(
          broker,
          new OutboxSettings(
              SmallContainer.DATASOURCE,
              OutboxSettings.Schema.CREATE,
              "pikabus_",
              Duration.ofMinutes(1),
              Duration.ofMillis(200),
              Duration.ofDays(7)),
          Map.of("error-queue", Outage.unique("error")),
          BrokerRegistry.DEFAULT);
    }

    Setup with(String key, String value) {
      Map<String, String> more = new HashMap<>(bus);
      more.put(key, value);
      return new Setup(broker, outbox, more, brokerName);
    }

    Setup with(OutboxSettings other) {
      return new Setup(broker, other, bus, brokerName);
    }

    Setup lease(Duration lease) {
      return with(
          new OutboxSettings(
              outbox.datasource(),
              outbox.schema(),
              outbox.tablePrefix(),
              lease,
              outbox.pollInterval(),
              outbox.retention()));
    }

    Setup schema(OutboxSettings.Schema schema, String prefix) {
      return with(
          new OutboxSettings(
              outbox.datasource(),
              schema,
              prefix,
              outbox.lease(),
              outbox.pollInterval(),
              outbox.retention()));
    }

    Setup named(String name) {
      return new Setup(broker, outbox, bus, name);
    }

    String errorQueue() {
      return bus.get("error-queue");
    }

    IncomingSettings incoming() {
      Map<String, String> all = Outage.settings(broker, broker.uri().getPort());
      all.putAll(bus);
      SettingsReader reader = new SettingsReader();
      IncomingSettings settings = reader.consuming(SettingSource.of(all));
      reader.throwFaults();
      return settings;
    }

    OutgoingSettings settings(String... more) {
      Map<String, String> all = Outage.settings(broker, broker.uri().getPort());
      all.putAll(bus);
      for (int i = 0; i < more.length; i += 2) {
        all.put(more[i], more[i + 1]);
      }
      SettingsReader reader = new SettingsReader();
      OutgoingSettings settings = reader.api(SettingSource.of(all));
      reader.throwFaults();
      return settings;
    }
  }

  /** Made, and not started. */
  Deployment(SmallContainer container, Setup setup) {
    this.container = container;
    this.setup = setup;
    this.engine =
        Engine.with(
                setup.settings("transaction", "outbox"),
                setup.incoming(),
                new KnownSecrets(Set.of()))
            .transactions((batches, own) -> new JtaTransactions(container, batches, own))
            .outbox(setup.outbox(), this::dataSource)
            .copyTimeout(Duration.ofSeconds(10))
            .brokers(connected -> new OneBroker())
            .build();
    this.client = engine.client();
  }

  /** Starts, and waits for the broker's connection. */
  Deployment start() {
    engine.start(Runnable::run);
    return awaitConnected();
  }

  Deployment awaitConnected() {
    Awaitility.await("a connection to the broker")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> client.state().phase() == ConnectionState.Phase.OPEN);
    return this;
  }

  private DataSource dataSource() {
    if (withoutDatabase) {
      throw new IllegalStateException("This node does not reach its database.");
    }
    return container.dataSource(setup.outbox().datasource());
  }

  /** Publishes, until its node is dead. */
  private final class Mortal implements MessagePublisher {
    @Override
    public CompletableFuture<SendOutcome> publish(Envelope envelope, Deadline deadline) {
      boolean forErrors = envelope.address().routingKey().equals(setup.errorQueue());
      if (!forErrors
          && publicationsLeft.get() != NEVER
          && publicationsLeft.getAndDecrement() == 0) {
        then.run();
      }
      if (dead) {
        return new CompletableFuture<>();
      }
      return client.publish(envelope, deadline);
    }
  }

  private final class OneBroker implements BrokerRegistry {
    @Override
    public Set<String> names() {
      return Set.of(setup.brokerName());
    }

    @Override
    public String nameOf(MessagePublisher asked) {
      return setup.brokerName();
    }

    @Override
    public MessagePublisher named(String name) {
      return publisher;
    }

    @Override
    public String place(String name) {
      return setup.broker().uri().getHost() + ":" + setup.broker().uri().getPort();
    }

    @Override
    public Optional<String> cluster(String name) {
      return client.cluster();
    }

    @Override
    public boolean isReachable(String name) {
      return client.mayTakeMessages();
    }
  }

  /** A bus whose settings are changed: key, value, key, value. */
  PikaBus bus(String... more) {
    return new Bus(setup.settings(more), engine.outbound());
  }

  /** A bus whose messages pass the place where they can be lost. */
  private final class Bus extends DefaultPikaBus {
    private final OutgoingSettings own;
    private final Outbound outbound;

    Bus(OutgoingSettings own, Outbound outbound) {
      super(
          own,
          outbound,
          engine.current(),
          engine::client,
          engine::status,
          List::of,
          engine.receiving());
      this.own = own;
      this.outbound = outbound;
    }

    @Override
    public void send(String queue, Object payload, SendOptions options) {
      dispatch(new Destination.Queue(queue), payload, options);
    }

    @Override
    public void publish(String topic, Object payload, SendOptions options) {
      dispatch(new Destination.Topic(topic), payload, options);
    }

    private void dispatch(Destination destination, Object payload, SendOptions options) {
      outbound.send(own, destination, payload, options, null, null, null, publisher).join();
    }
  }

  /** That sends through the outbox. */
  PikaBus outbox() {
    return bus("transaction", "outbox");
  }

  Engine engine() {
    return engine;
  }

  BrokerClient client() {
    return client;
  }

  Inbox inbox() {
    return Objects.requireNonNull(engine.inbox());
  }

  Setup setup() {
    return setup;
  }

  SmallContainer container() {
    return container;
  }

  /** A message as it would come from a queue. */
  static IncomingMetadata incoming(String queue, String messageId) {
    return IncomingMetadata.builder(queue).messageId(messageId).build();
  }

  /** Lets something happen when so many messages are published and before the next one is. */
  void afterPublishing(int messages, Runnable event) {
    then = event;
    publicationsLeft.set(messages);
  }

  boolean isDead() {
    return dead;
  }

  /**
   * Lets the node die when so many messages of a transaction are published and before the next one
   * is. None of them is recorded: how fast a record is written must not decide what a test sees.
   *
   * @param before how many are published before the first that counts
   */
  void dieAfterPublishing(int before, int messages) {
    afterPublishing(
        before,
        () -> {
          withoutDatabase = true;
          if (messages == 0) {
            die();
          } else {
            // The first of them is about to be.
            afterPublishing(messages - 1, this::die);
          }
        });
  }

  /** Lets the node die now. */
  void die() {
    withoutDatabase = true;
    dead = true;
  }

  /** Ends the threads: in good order, or after its death without any effect. */
  @Override
  public void close() {
    engine.close();
  }
}
