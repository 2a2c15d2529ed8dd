package io.pikabus.engine;

import io.pikabus.PausePolicy;
import io.pikabus.PayloadCodec;
import io.pikabus.RetryPolicy;
import io.pikabus.bus.AddedHeaders;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.OutboxSettings;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.log.KnownSecrets;
import io.pikabus.observer.MessageObserver;
import io.pikabus.payload.JsonbCodec;
import io.pikabus.store.BrokerRegistry;
import io.pikabus.thread.Threads;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an {@link Engine}: its settings, what an application supplies, and the ports to
 * whatever it runs in. What is not given is as in Java SE. For one thread.
 *
 * <pre>{@code
 * Engine engine =
 *     Engine.with(sending, consuming, secrets)
 *         .transactions((batches, own) -> new JtaTransactions(container, batches, own))
 *         .outbox(outbox, () -> container.dataSource(outbox.datasource()))
 *         .build();
 * }</pre>
 */
public final class EngineBuilder {

  final OutgoingSettings settings;
  final IncomingSettings consuming;
  final KnownSecrets secrets;
  List<String> declared = List.of();
  PayloadCodec codec = new JsonbCodec();
  @Nullable RetryPolicy retries;
  @Nullable PausePolicy pauses;
  AddedHeaders headers = AddedHeaders.NONE;
  Duration copyTimeout;
  Function<ConnectionSettings, BrokerAccess> access = BrokerAccess::of;
  Threads threads = Threads.DAEMONS;
  MessageObserver observer = MessageObserver.NONE;
  TransactionPort transactions = (batches, own) -> own;
  UnaryOperator<BrokerRegistry> brokers = UnaryOperator.identity();
  @Nullable OutboxSettings outbox;
  @Nullable String connectionFactory;
  Supplier<@Nullable Object> lookup = () -> null;
  @Nullable String kept;

  Supplier<DataSource> dataSource =
      () -> {
        throw new IllegalStateException("There is no outbox.");
      };

  EngineBuilder(OutgoingSettings settings, IncomingSettings consuming, KnownSecrets secrets) {
    this.settings = settings;
    this.consuming = consuming;
    this.secrets = secrets;
    this.copyTimeout = settings.confirmTimeout();
  }

  /** Queues of the bus's broker that are declared though nobody consumes them. */
  public EngineBuilder declaring(List<String> queues) {
    declared = List.copyOf(queues);
    return this;
  }

  /** What makes bodies of payloads, and payloads of bodies. */
  public EngineBuilder codec(PayloadCodec replacement) {
    codec = replacement;
    return this;
  }

  /** What becomes of failed messages; null for what the settings of each queue say. */
  public EngineBuilder retries(@Nullable RetryPolicy policy) {
    retries = policy;
    return this;
  }

  /** When a queue is paused; null for the rules that are built in. */
  public EngineBuilder pauses(@Nullable PausePolicy policy) {
    pauses = policy;
    return this;
  }

  /** What a service adds to the headers of each message. */
  public EngineBuilder headers(AddedHeaders added) {
    headers = added;
    return this;
  }

  /** How long a copy of a failed message may take to be confirmed; by default, what a send may. */
  public EngineBuilder copyTimeout(Duration timeout) {
    copyTimeout = timeout;
    return this;
  }

  /**
   * The port to what is known of the application at a broker.
   *
   * @param port asked when a broker is first connected to, on the thread that needs it
   */
  public EngineBuilder access(Function<ConnectionSettings, BrokerAccess> port) {
    access = port;
    return this;
  }

  /** The port to threads. */
  public EngineBuilder threads(Threads port) {
    threads = port;
    return this;
  }

  /** The port to transactions. */
  public EngineBuilder transactions(TransactionPort port) {
    transactions = port;
    return this;
  }

  /**
   * With an outbox and an inbox.
   *
   * @param source the port to their datasource, asked each time: it may not be there before the
   *     application is up
   */
  public EngineBuilder outbox(OutboxSettings where, Supplier<DataSource> source) {
    outbox = where;
    dataSource = source;
    return this;
  }

  /**
   * With the journal of a resource adapter.
   *
   * @param name of its connection factory in JNDI; null for none
   * @param port the port to what lies there, asked when it is needed; it gives null for nothing
   */
  public EngineBuilder adapter(@Nullable String name, Supplier<@Nullable Object> port) {
    connectionFactory = name;
    lookup = port;
    return this;
  }

  /** What stands between the outbox and the brokers, such as a test that loses messages there. */
  public EngineBuilder brokers(UnaryOperator<BrokerRegistry> between) {
    brokers = between;
    return this;
  }

  /**
   * That what is sent in a transaction is kept outside of the engine.
   *
   * @param how for the log: "transaction = xa, journal in /var/journal"
   */
  public EngineBuilder kept(String how) {
    kept = how;
    return this;
  }

  /** Who hears of each message. */
  public EngineBuilder observer(MessageObserver told) {
    observer = told;
    return this;
  }

  /** Wires them; connects to nothing. */
  public Engine build() {
    return new Engine(this);
  }
}
