package io.pikabus.resource.outbound;

import io.pikabus.PikaBusConnection;
import io.pikabus.SendOptions;
import io.pikabus.bus.DefaultPikaBus;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.engine.Engine;
import io.pikabus.protocol.MessagePublisher;
import io.pikabus.rabbitmq.BrokerClient;
import io.pikabus.resource.xa.BranchOwner;
import io.pikabus.store.EnvelopeFormat.Content;
import io.pikabus.transaction.Batch;
import io.pikabus.transaction.SendPhase;
import io.pikabus.transaction.TransactionalMessage;
import io.pikabus.transaction.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What an application holds. The container may move it to another managed connection. */
final class ConnectionHandle extends DefaultPikaBus implements PikaBusConnection {

  private final Link link;
  private final Transactions transactions;

  /** To the managed connection; none once it is closed. */
  static final class Link implements Supplier<PooledConnection> {
    private final AtomicReference<@Nullable PooledConnection> to = new AtomicReference<>();

    @Override
    public PooledConnection get() {
      PooledConnection connection = to.get();
      if (connection == null) {
        throw new IllegalStateException(
            "This connection is closed, or its container took it back. Open another one.");
      }
      return connection;
    }
  }

  private ConnectionHandle(
      OutgoingSettings settings,
      BranchOwner owner,
      Engine engine,
      Transactions transactions,
      Link link) {
    super(
        settings,
        engine.outbound(transactions),
        engine.current(),
        () -> client(link, engine, settings),
        () -> engine.status().journal(owner.branches().status()),
        owner::consumed,
        engine.receiving(settings.bus().connection(), transactions));
    this.link = link;
    this.transactions = transactions;
  }

  /** Of a managed connection. */
  static ConnectionHandle of(
      PooledConnection connection,
      OutgoingSettings settings,
      BranchOwner owner,
      Engine engine,
      TransactionsOf transactions) {
    Link link = new Link();
    link.to.set(connection);
    return new ConnectionHandle(settings, owner, engine, transactions.of(link), link);
  }

  /** Makes the transactions of a handle. */
  interface TransactionsOf {
    Transactions of(Supplier<PooledConnection> connection);
  }

  private static BrokerClient client(Link link, Engine engine, OutgoingSettings settings) {
    link.get();
    return engine.client(settings.bus().connection());
  }

  /**
   * Takes messages that an application hands over, into the thread's transaction.
   *
   * @throws IllegalStateException when it has none, or one that takes no more
   */
  void take(List<Content> messages) {
    Batch batch =
        transactions
            .current()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "The thread has no JTA transaction into which messages could be handed over."));
    MessagePublisher publisher = link.get().publisher();
    messages.forEach(
        each ->
            batch.add(
                new TransactionalMessage(
                    each.envelope(),
                    publisher,
                    each.timeout(),
                    SendPhase.STORED,
                    each.errors(),
                    null)));
  }

  /** It is another's now. */
  void moveTo(PooledConnection other) {
    PooledConnection before = link.to.getAndSet(other);
    if (before != null) {
      before.forget(this);
    }
  }

  /** The container takes the managed connection back. */
  void invalidate() {
    link.to.set(null);
  }

  @Override
  public void close() {
    PooledConnection connection = link.to.getAndSet(null);
    if (connection != null) {
      connection.closed(this);
    }
  }

  @Override
  public void send(String queue, @Nullable Object payload, SendOptions options) {
    refuseOrder(options);
    super.send(queue, payload, options);
  }

  @Override
  public void publish(String topic, @Nullable Object payload, SendOptions options) {
    refuseOrder(options);
    super.publish(topic, payload, options);
  }

  @Override
  public void defer(String queue, @Nullable Object payload, Duration delay, SendOptions options) {
    refuseOrder(options);
    super.defer(queue, payload, delay, options);
  }

  /** A branch that leaves from the journal lets others pass. */
  private static void refuseOrder(SendOptions options) {
    if (options.orderingKey() != null) {
      throw new IllegalArgumentException(
          "An ordering key needs the outbox; the resource adapter keeps no order across transactions. Leave the key out, or send through a channel with transaction = outbox.");
    }
  }
}
