package io.pikabus.resource.inflow;

import io.pikabus.IncomingMetadata;
import io.pikabus.RolledBackException;
import io.pikabus.TransactionBody;
import io.pikabus.UnavailableException;
import io.pikabus.bus.Dispatch;
import io.pikabus.engine.Engine;
import io.pikabus.transaction.Batch;
import io.pikabus.transaction.Transactions;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The container's transactions around the messages of one lane. The container begins one in {@code
 * beforeDelivery} and completes it in {@code afterDelivery}; how it ended is heard by a
 * synchronization. Only what is known to have committed counts as handled.
 *
 * <p>What a bean throws rolls its transaction back, also where the container would commit, as it
 * does after a checked exception: the message will be handled again.
 *
 * <p>{@link #around} is called on the lane's thread; the rest from any.
 *
 * @param endpoint of the lane
 * @param engine knows the message in hand, and has transactions for all that is no delivery
 * @param registry by which to hear of the outcome
 */
record EndpointTransactions(
    MessageEndpointFactory factory,
    LaneEndpoint endpoint,
    Dispatch<ListenerMethod> methods,
    Engine engine,
    TransactionSynchronizationRegistry registry)
    implements Transactions {

  private static final System.Logger LOG = System.getLogger("io.pikabus.resource");

  @Override
  public CompletableFuture<@Nullable Void> around(Work work) throws Exception {
    IncomingMetadata message =
        engine
            .current()
            .get()
            .orElseThrow(() -> new IllegalStateException("There is no message to be handled."));
    Method method = methods.target(message).method();
    // What the bean sends belongs to its connection's own branch: nothing is held here.
    Batch batch = new Batch(engine.sender());
    if (isTransacted(method)) {
      endpoint.with(present -> deliver(present, method, () -> work.run(batch)));
    } else {
      endpoint.with(present -> work.run(batch));
    }
    return CompletableFuture.completedFuture(null);
  }

  private boolean isTransacted(Method method) {
    try {
      return factory.isDeliveryTransacted(method);
    } catch (NoSuchMethodException unknown) {
      throw unknown(method, unknown);
    }
  }

  /** What happens between the two calls. */
  private interface Delivery {
    void run() throws Exception;
  }

  private void deliver(MessageEndpoint present, Method method, Delivery delivery) throws Exception {
    begin(present, method);
    long begun = System.nanoTime();
    DeliveryOutcome outcome = new DeliveryOutcome();
    try {
      watch(outcome, method);
      delivery.run();
    } catch (Exception | Error failure) {
      rollBack(present, failure);
      throw failure;
    }
    commit(present, method, outcome, begun);
  }

  private static void begin(MessageEndpoint present, Method method) {
    try {
      present.beforeDelivery(method);
    } catch (NoSuchMethodException unknown) {
      throw unknown(method, unknown);
    } catch (ResourceException | RuntimeException refused) {
      throw new UnavailableException(
          "The container could not begin a transaction around %s: %s"
              .formatted(name(method), refused),
          refused);
    }
  }

  private void watch(DeliveryOutcome outcome, Method method) {
    int status = registry.getTransactionStatus();
    if (status != Status.STATUS_ACTIVE) {
      throw new IllegalStateException(
          "The container says that %s is transacted, and has begun no transaction (status %d)."
              .formatted(name(method), status));
    }
    registry.registerInterposedSynchronization(outcome);
  }

  private void rollBack(MessageEndpoint present, Throwable failure) {
    try {
      if (registry.getTransactionStatus() == Status.STATUS_ACTIVE) {
        registry.setRollbackOnly();
      }
    } catch (RuntimeException refused) {
      failure.addSuppressed(refused);
    }
    try {
      present.afterDelivery();
    } catch (ResourceException | RuntimeException undone) {
      // It has rolled back, as it was to; the failure says why.
      LOG.log(System.Logger.Level.DEBUG, "A transaction was rolled back.", undone);
    }
  }

  private static void commit(
      MessageEndpoint present, Method method, DeliveryOutcome outcome, long begun) {
    Throwable refusal = null;
    try {
      present.afterDelivery();
    } catch (ResourceException | RuntimeException refused) {
      refusal = refused;
    }
    if (!outcome.isCommitted()) {
      throw undone(method, refusal, Duration.ofNanos(System.nanoTime() - begun));
    }
    if (refusal != null) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The transaction around " + name(method) + " has committed, and the container complains.",
          refusal);
    }
  }

  /**
   * Without the container's own exception: by its class it would be taken for an outage, whatever
   * the reason.
   */
  private static RolledBackException undone(
      Method method, @Nullable Throwable refusal, Duration took) {
    return refusal == null
        ? new RolledBackException(
            "%s returned after %s, and its transaction was rolled back: it called setRollbackOnly, caught an exception that marked it, or took longer than the transaction timeout. If it was the timeout, make the bean faster, raise the timeout, or give the method the transaction attribute NOT_SUPPORTED."
                .formatted(name(method), took),
            null)
        : new RolledBackException(
            "%s returned after %s, and its transaction did not commit: %s"
                .formatted(name(method), took, refusal.getMessage()),
            refusal.getCause());
  }

  private static IllegalStateException unknown(Method method, NoSuchMethodException unknown) {
    return new IllegalStateException(
        "The container does not know the method %s of its own bean.".formatted(name(method)),
        unknown);
  }

  private static String name(Method method) {
    return method.getDeclaringClass().getName() + "." + method.getName();
  }

  @Override
  public Optional<Batch> current() {
    return engine.transactions().current();
  }

  @Override
  public void markForRollback() {
    engine.transactions().markForRollback();
  }

  @Override
  public boolean unheard() {
    return engine.transactions().unheard();
  }

  @Override
  public <X extends Exception> void inTransaction(TransactionBody<X> body) throws X {
    engine.transactions().inTransaction(body);
  }
}
