package io.pikabus.benchmark.container;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.XATerminator;
import jakarta.resource.spi.work.ExecutionContext;
import jakarta.resource.spi.work.HintsContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkListener;
import jakarta.resource.spi.work.WorkManager;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Queue;
import java.util.Timer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What a server would be to {@code pikabus.rar}: threads, and a pool from which each transaction
 * takes one connection, which takes part in it. Called from any thread.
 */
public final class AdapterServer implements BootstrapContext, WorkManager, ConnectionManager {

  private static final long serialVersionUID = 1;

  private final transient TransactionSynchronizationRegistry registry;
  private final transient ExecutorService threads = Executors.newCachedThreadPool();
  private final transient Queue<ManagedConnection> idle = new ConcurrentLinkedQueue<>();

  /** With the registry of the transactions in which its connections take part. */
  public AdapterServer(TransactionSynchronizationRegistry registry) {
    this.registry = registry;
  }

  @Override
  public Object allocateConnection(ManagedConnectionFactory factory, ConnectionRequestInfo request)
      throws ResourceException {
    ManagedConnection pooled = idle.poll();
    ManagedConnection connection =
        pooled == null ? factory.createManagedConnection(null, request) : pooled;
    try {
      com.arjuna.ats.jta.TransactionManager.transactionManager()
          .getTransaction()
          .enlistResource(connection.getXAResource());
    } catch (RollbackException | SystemException refused) {
      throw new ResourceAdapterInternalException(refused);
    }
    registry.registerInterposedSynchronization(new GivingBack(connection));
    return connection.getConnection(null, request);
  }

  private final class GivingBack implements Synchronization {
    private final ManagedConnection connection;

    GivingBack(ManagedConnection connection) {
      this.connection = connection;
    }

    @Override
    public void beforeCompletion() {
      // Nothing is to be done.
    }

    @Override
    public void afterCompletion(int status) {
      try {
        connection.cleanup();
      } catch (ResourceException broken) {
        throw new IllegalStateException(broken);
      }
      idle.add(connection);
    }
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
  public long startWork(Work work) {
    threads.execute(work);
    return 0;
  }

  @Override
  public long startWork(Work work, long timeout, ExecutionContext context, WorkListener listener) {
    return startWork(work);
  }

  @Override
  public void scheduleWork(Work work) {
    startWork(work);
  }

  @Override
  public void scheduleWork(
      Work work, long timeout, ExecutionContext context, WorkListener listener) {
    startWork(work);
  }
}
