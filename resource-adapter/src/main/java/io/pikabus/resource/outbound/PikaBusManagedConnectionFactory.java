package io.pikabus.resource.outbound;

import io.pikabus.ConfigurationException;
import io.pikabus.PikaBusConnectionFactory;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.config.FlushTime;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.config.SettingsReader;
import io.pikabus.config.TransactionMode;
import io.pikabus.rabbitmq.ProductVersion;
import io.pikabus.resource.base.Properties;
import io.pikabus.resource.xa.BranchOwner;
import io.pikabus.store.AdapterDescription;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterAssociation;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.ValidatingManagedConnectionFactory;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Set;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/**
 * Makes the managed connections of one pool. What it is not told is as the adapter is configured.
 * Called from any thread.
 */
public class PikaBusManagedConnectionFactory extends Properties
    implements ManagedConnectionFactory,
        ResourceAdapterAssociation,
        ValidatingManagedConnectionFactory {

  private static final long serialVersionUID = 1;

  private static final String PLACE = "The connection factory of pikabus.rar";

  private transient volatile @Nullable ResourceAdapter adapter;
  private transient volatile @Nullable PrintWriter log;

  /** The key {@code username}. */
  public void setUsername(@Nullable String text) {
    set("username", text);
  }

  /** The key {@code password}. */
  public void setPassword(@Nullable String text) {
    set("password", text);
  }

  /** The key {@code mandatory}. */
  public void setMandatory(@Nullable String text) {
    set("mandatory", text);
  }

  /** The key {@code persistent}. */
  public void setPersistent(@Nullable String text) {
    set("persistent", text);
  }

  /** The key {@code message-type}. */
  public void setMessageType(@Nullable String text) {
    set("message-type", text);
  }

  /** The key {@code message-type-from}. */
  public void setMessageTypeFrom(@Nullable String text) {
    set("message-type-from", text);
  }

  /** The key {@code confirm-timeout}. */
  public void setConfirmTimeout(@Nullable String text) {
    set("confirm-timeout", text);
  }

  @Override
  public @Nullable ResourceAdapter getResourceAdapter() {
    return adapter;
  }

  @Override
  public void setResourceAdapter(ResourceAdapter given) throws ResourceException {
    if (!(given instanceof BranchOwner)) {
      throw new ResourceAdapterInternalException(
          "A connection factory of pikabus.rar was given the adapter %s, which is another's."
              .formatted(given));
    }
    adapter = given;
  }

  private BranchOwner owner() throws ResourceException {
    if (adapter instanceof BranchOwner owner) {
      return owner;
    }
    throw new ResourceAdapterInternalException(
        "The container has given this connection factory no resource adapter.");
  }

  @Override
  public PikaBusConnectionFactory createConnectionFactory(ConnectionManager manager) {
    return new DefaultConnectionFactory(this, manager);
  }

  @Override
  public Object createConnectionFactory() throws ResourceException {
    throw new NotSupportedException(
        "pikabus.rar is for containers. In Java SE use PikaBus.connect.");
  }

  @Override
  public ManagedConnection createManagedConnection(
      @Nullable Subject subject, @Nullable ConnectionRequestInfo request) throws ResourceException {
    Login login = Login.of(subject, request, this);
    BranchOwner owner = owner();
    OutgoingSettings settings = settings(owner, login);
    try {
      return new PooledConnection(this, owner, settings, login);
    } catch (IllegalStateException stopped) {
      // Some managers end with anything else when they recover.
      throw new ResourceAdapterInternalException(stopped.getMessage(), stopped);
    }
  }

  /** What is said to those who hand messages over. */
  AdapterDescription description() throws ResourceException {
    BranchOwner owner = owner();
    ConnectionSettings broker = owner.engine().settings().bus().connection();
    return AdapterDescription.ofThisRelease(
            ProductVersion.text(), broker.place(), broker.virtualHost())
        .holding(owner.branches().status());
  }

  private OutgoingSettings settings(BranchOwner owner, Login login) throws ResourceException {
    SettingsReader reader = new SettingsReader();
    OutgoingSettings settings = reader.api(login.over(source(PLACE, owner.settings())));
    try {
      reader.throwFaults();
    } catch (ConfigurationException faulty) {
      throw new InvalidPropertyException(faulty.getMessage(), faulty);
    }
    return new OutgoingSettings(
        settings.bus(),
        null,
        settings.mandatory(),
        settings.persistent(),
        settings.messageType(),
        settings.messageTypeFrom(),
        settings.confirmTimeout(),
        TransactionMode.OUTBOX,
        FlushTime.BEFORE_COMMIT);
  }

  @Override
  public @Nullable ManagedConnection matchManagedConnections(
      @SuppressWarnings("rawtypes") Set connections,
      @Nullable Subject subject,
      @Nullable ConnectionRequestInfo request) {
    Login login = Login.of(subject, request, this);
    for (Object each : connections) {
      if (each instanceof PooledConnection connection && connection.isOf(login)) {
        return connection;
      }
    }
    return null;
  }

  /** None: what a connection shares with all others comes back by itself. */
  @Override
  @SuppressWarnings("rawtypes")
  public Set getInvalidConnections(Set connections) {
    return Set.of();
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter writer) {
    log = writer;
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return log;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PikaBusManagedConnectionFactory that
        && Objects.equals(adapter, that.adapter)
        && hasSameTexts(that);
  }

  @Override
  public int hashCode() {
    return hashOfTexts();
  }
}
