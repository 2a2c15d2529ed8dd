package io.pikabus.resource.outbound;

import io.pikabus.PikaBusConnection;
import io.pikabus.PikaBusConnectionFactory;
import io.pikabus.UnavailableException;
import io.pikabus.store.HandOver;
import jakarta.resource.Referenceable;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.naming.NamingException;
import javax.naming.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Asks the container's pool. Applications with class loaders of their own hand messages over to it
 * as {@link HandOver} says.
 */
final class DefaultConnectionFactory
    implements PikaBusConnectionFactory,
        Consumer<List<byte[]>>,
        Supplier<Map<String, String>>,
        Referenceable,
        Serializable {

  private static final long serialVersionUID = 1;

  private final PikaBusManagedConnectionFactory factory;

  /** A container's is serializable if it wants its factories to be. */
  @SuppressWarnings("serial")
  private final ConnectionManager manager;

  private @Nullable Reference reference;

  DefaultConnectionFactory(PikaBusManagedConnectionFactory factory, ConnectionManager manager) {
    this.factory = factory;
    this.manager = manager;
  }

  @Override
  public PikaBusConnection connect() {
    return connect(Login.CONFIGURED);
  }

  @Override
  public PikaBusConnection connect(String user, String password) {
    return connect(new Login(user, password));
  }

  private PikaBusConnection connect(Login login) {
    try {
      return (PikaBusConnection) manager.allocateConnection(factory, login);
    } catch (ResourceException refused) {
      throw new UnavailableException(
          "The container gave no connection: " + refused.getMessage(), refused);
    }
  }

  @Override
  public void accept(List<byte[]> messages) {
    try (PikaBusConnection connection = connect()) {
      if (!(connection instanceof ConnectionHandle handle)) {
        throw new IllegalStateException(
            "The container gave a connection that is a %s."
                .formatted(connection.getClass().getName()));
      }
      handle.take(HandOver.read(messages));
    }
  }

  @Override
  public Map<String, String> get() {
    try {
      return factory.description().texts();
    } catch (ResourceException unusable) {
      throw new IllegalStateException(unusable.getMessage(), unusable);
    }
  }

  @Override
  public void setReference(Reference given) {
    reference = given;
  }

  @Override
  public Reference getReference() throws NamingException {
    Reference given = reference;
    if (given == null) {
      throw new NamingException("The container has not set the reference of this factory.");
    }
    return given;
  }
}
