package io.pikabus.resource.outbound;

import io.pikabus.PikaBusConnection;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.engine.Engine;
import io.pikabus.protocol.MessagePublisher;
import io.pikabus.resource.xa.BranchOwner;
import io.pikabus.resource.xa.BranchResource;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionMetaData;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.SecurityException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/**
 * What the container pools: a place in its transactions. It holds no connection to the broker; all
 * of one user share one, which comes back by itself, so a broker that is lost ends none of them.
 * Called from any thread.
 */
final class PooledConnection implements ManagedConnection {

  private final PikaBusManagedConnectionFactory factory;
  private final BranchOwner owner;
  private final OutgoingSettings settings;
  private final Login login;
  private final Engine engine;
  private final BranchResource branch;
  private final LocalBranch local;
  private final @Nullable TransactionSynchronizationRegistry registry;
  private final Set<ConnectionHandle> handles = ConcurrentHashMap.newKeySet();
  private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();
  private volatile @Nullable PrintWriter log;
  private volatile boolean destroyed;

  PooledConnection(
      PikaBusManagedConnectionFactory factory,
      BranchOwner owner,
      OutgoingSettings settings,
      Login login) {
    this.factory = factory;
    this.log = factory.getLogWriter();
    this.owner = owner;
    this.settings = settings;
    this.login = login;
    this.engine = owner.engine();
    this.branch = owner.branches().resource();
    this.local = new LocalBranch(branch);
    this.registry = owner.context().getTransactionSynchronizationRegistry();
  }

  boolean isOf(Login other) {
    return login.equals(other);
  }

  /** By which what is handed over leaves. */
  MessagePublisher publisher() {
    return engine.client(settings.bus().connection());
  }

  BranchResource branch() {
    return branch;
  }

  @Override
  public PikaBusConnection getConnection(
      @Nullable Subject subject, @Nullable ConnectionRequestInfo request) throws ResourceException {
    if (destroyed) {
      throw new ResourceAdapterInternalException("The container has destroyed this connection.");
    }
    Login asked = Login.of(subject, request, factory);
    if (!isOf(asked)) {
      throw new SecurityException(
          "A connection of user %s was asked for one of user %s; it does not change its user."
              .formatted(name(login), name(asked)));
    }
    ConnectionHandle handle =
        ConnectionHandle.of(
            this,
            settings,
            owner,
            engine,
            link -> new ConnectionTransactions(link, registry, engine.transactions()));
    handles.add(handle);
    return handle;
  }

  private String name(Login of) {
    return String.valueOf(of.user() == null ? settings.bus().connection().username() : of.user());
  }

  @Override
  public void associateConnection(Object handle) throws ResourceException {
    if (!(handle instanceof ConnectionHandle ours)) {
      throw new ResourceAdapterInternalException(
          "%s is no connection of pikabus.rar.".formatted(handle));
    }
    ours.moveTo(this);
    handles.add(ours);
  }

  void forget(ConnectionHandle handle) {
    handles.remove(handle);
  }

  /** The application has closed a handle. */
  void closed(ConnectionHandle handle) {
    handles.remove(handle);
    ConnectionEvent event = new ConnectionEvent(this, ConnectionEvent.CONNECTION_CLOSED);
    event.setConnectionHandle(handle);
    listeners.forEach(listener -> listener.connectionClosed(event));
  }

  /** Back in the pool: handles that were not closed end, and so does a local transaction. */
  @Override
  public void cleanup() throws ResourceException {
    handles.forEach(ConnectionHandle::invalidate);
    handles.clear();
    local.rollBackIfOpen();
  }

  @Override
  public void destroy() throws ResourceException {
    destroyed = true;
    cleanup();
  }

  @Override
  public void addConnectionEventListener(ConnectionEventListener listener) {
    listeners.add(listener);
  }

  @Override
  public void removeConnectionEventListener(ConnectionEventListener listener) {
    listeners.remove(listener);
  }

  @Override
  public BranchResource getXAResource() {
    return branch;
  }

  @Override
  public LocalTransaction getLocalTransaction() {
    return local;
  }

  @Override
  public ManagedConnectionMetaData getMetaData() {
    return new MetaData(String.valueOf(settings.bus().connection().username()));
  }

  /** What consoles show. */
  private record MetaData(String user) implements ManagedConnectionMetaData {
    @Override
    public String getEISProductName() {
      return "RabbitMQ";
    }

    @Override
    public String getEISProductVersion() {
      return "";
    }

    @Override
    public int getMaxConnections() {
      return 0;
    }

    @Override
    public String getUserName() {
      return user;
    }
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter writer) {
    log = writer;
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return log;
  }
}
