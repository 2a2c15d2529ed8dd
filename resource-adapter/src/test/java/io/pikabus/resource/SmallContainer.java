package io.pikabus.resource;

import com.arjuna.ats.arjuna.common.CoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.CoreEnvironmentBeanException;
import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.ResourceAllocationException;
import jakarta.resource.spi.XATerminator;
import jakarta.resource.spi.work.ExecutionContext;
import jakarta.resource.spi.work.HintsContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkListener;
import jakarta.resource.spi.work.WorkManager;
import jakarta.resource.spi.work.WorkRejectedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAResource;

/**
 * What an application server would be to the adapter: threads, transactions, and a pool whose
 * connections take part in them. Called from any thread.
 */
public class SmallContainer
    implements BootstrapContext, WorkManager, ConnectionManager, AutoCloseable {

  private static final long serialVersionUID = 1;

  static {
    try {
      BeanPopulator.getDefaultInstance(CoreEnvironmentBean.class).setNodeIdentifier("small");
    } catch (CoreEnvironmentBeanException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
    for (String store : new String[] {null, "communicationStore", "stateStore"}) {
      BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, store)
          .setObjectStoreDir("target/transactions");
    }
  }

  private final transient TransactionSynchronizationRegistry registry =
      new TransactionSynchronizationRegistryImple();
  private final transient ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "container");
            thread.setDaemon(true);
            return thread;
          });
  private final AtomicInteger busy = new AtomicInteger();
  private final AtomicInteger leftInterrupted = new AtomicInteger();
  private final transient Set<ManagedConnection> idle = new HashSet<>();
  private final transient Map<Transaction, ManagedConnection> enlisted = new ConcurrentHashMap<>();
  private volatile boolean shares = true;
  private final AtomicInteger made = new AtomicInteger();
  private final Semaphore free;

  /** With a pool that has no bound. */
  public SmallContainer() {
    this(Integer.MAX_VALUE);
  }

  /**
   * Makes one.
   *
   * @param pool how many connections are in use at most; who wants another one waits
   */
  public SmallContainer(int pool) {
    free = new Semaphore(pool);
  }

  /** Each connection in a transaction is another one from now on. */
  public SmallContainer sharesNothing() {
    shares = false;
    return this;
  }

  public TransactionManager transactions() {
    return com.arjuna.ats.jta.TransactionManager.transactionManager();
  }

  /** What an application does. */
  public interface Body {
    void run() throws Exception;
  }

  /** Begins, works and commits; rolls back when the work throws. */
  public void inTransaction(Body work) throws Exception {
    transactions().begin();
    try {
      work.run();
    } catch (Exception | Error failure) {
      transactions().rollback();
      throw failure;
    }
    transactions().commit();
  }

  /** One more resource takes part in the thread's transaction. */
  public void enlist(XAResource resource) throws Exception {
    transactions().getTransaction().enlistResource(resource);
  }

  /** How many threads were given back while they were interrupted. */
  public int leftInterrupted() {
    return leftInterrupted.get();
  }

  /** How many threads are lent. */
  public int busy() {
    return busy.get();
  }

  @Override
  public Object allocateConnection(ManagedConnectionFactory factory, ConnectionRequestInfo request)
      throws ResourceException {
    try {
      Transaction transaction = transactions().getTransaction();
      if (transaction == null || transaction.getStatus() != Status.STATUS_ACTIVE) {
        return taken(factory, request).getConnection(null, request);
      }
      ManagedConnection same = shares ? enlisted.get(transaction) : null;
      if (same != null) {
        return same.getConnection(null, request);
      }
      ManagedConnection connection = taken(factory, request);
      enlisted.put(transaction, connection);
      transaction.enlistResource(connection.getXAResource());
      // Also while the transaction calls others of these before its completion.
      registry.registerInterposedSynchronization(
          new Synchronization() {
            @Override
            public void beforeCompletion() {}

            @Override
            public void afterCompletion(int status) {
              enlisted.remove(transaction);
              giveBack(connection);
            }
          });
      return connection.getConnection(null, request);
    } catch (RollbackException | SystemException refused) {
      throw new ResourceAdapterInternalException(refused);
    }
  }

  private ManagedConnection taken(ManagedConnectionFactory factory, ConnectionRequestInfo request)
      throws ResourceException {
    try {
      if (!free.tryAcquire(1, TimeUnit.MINUTES)) {
        throw new ResourceAllocationException("No connection came back.");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ResourceAllocationException(interrupted);
    }
    return matchedOrMade(factory, request);
  }

  private synchronized ManagedConnection matchedOrMade(
      ManagedConnectionFactory factory, ConnectionRequestInfo request) throws ResourceException {
    ManagedConnection match = factory.matchManagedConnections(idle, null, request);
    if (match != null) {
      idle.remove(match);
      return match;
    }
    ManagedConnection fresh = factory.createManagedConnection(null, request);
    made.incrementAndGet();
    fresh.addConnectionEventListener(
        new ConnectionEventListener() {
          @Override
          public void connectionClosed(ConnectionEvent event) {
            if (!enlisted.containsValue(fresh)) {
              giveBack(fresh);
            }
          }

          @Override
          public void localTransactionStarted(ConnectionEvent event) {}

          @Override
          public void localTransactionCommitted(ConnectionEvent event) {}

          @Override
          public void localTransactionRolledback(ConnectionEvent event) {}

          @Override
          public void connectionErrorOccurred(ConnectionEvent event) {}
        });
    return fresh;
  }

  private synchronized void giveBack(ManagedConnection connection) {
    try {
      connection.cleanup();
    } catch (ResourceException broken) {
      throw new IllegalStateException(broken);
    }
    idle.add(connection);
    free.release();
  }

  /** How many connections were made. */
  public int made() {
    return made.get();
  }

  /** How many more may be in use. */
  public int free() {
    return free.availablePermits();
  }

  /** Connections in the pool. */
  public synchronized int idle() {
    return idle.size();
  }

  @Override
  public WorkManager getWorkManager() {
    return this;
  }

  @Override
  public XATerminator getXATerminator() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Timer createTimer() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isContextSupported(Class<? extends WorkContext> context) {
    return context == HintsContext.class;
  }

  @Override
  public TransactionSynchronizationRegistry getTransactionSynchronizationRegistry() {
    return registry;
  }

  @Override
  public void doWork(Work work) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void doWork(Work work, long timeout, ExecutionContext context, WorkListener listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long startWork(Work work) throws WorkRejectedException {
    return startWork(work, INDEFINITE, null, null);
  }

  @Override
  public long startWork(Work work, long timeout, ExecutionContext context, WorkListener listener)
      throws WorkRejectedException {
    busy.incrementAndGet();
    threads.execute(
        () -> {
          try {
            work.run();
          } finally {
            if (Thread.interrupted()) {
              leftInterrupted.incrementAndGet();
            }
            busy.decrementAndGet();
          }
        });
    return 0;
  }

  @Override
  public void scheduleWork(Work work) throws WorkException {
    startWork(work);
  }

  @Override
  public void scheduleWork(Work work, long timeout, ExecutionContext context, WorkListener listener)
      throws WorkException {
    startWork(work);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
