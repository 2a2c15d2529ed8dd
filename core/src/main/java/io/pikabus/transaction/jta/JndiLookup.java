package io.pikabus.transaction.jta;

import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Looks up what the container offers, and keeps what it found: names of a component can be looked
 * up on that component's threads only. Called from any thread.
 */
public final class JndiLookup implements ContainerServices {

  /**
   * The standard names need a component's naming context, which a bare thread has not; WildFly's
   * own names do not.
   */
  private static final List<String> REGISTRIES =
      List.of(
          "java:comp/TransactionSynchronizationRegistry",
          "java:jboss/TransactionSynchronizationRegistry");

  private static final List<String> USER_TRANSACTIONS =
      List.of("java:comp/UserTransaction", "java:jboss/UserTransaction");

  private final Map<Class<?>, Object> found = new ConcurrentHashMap<>();
  private final Map<String, DataSource> dataSources = new ConcurrentHashMap<>();

  @Override
  public @Nullable TransactionSynchronizationRegistry registry() {
    return find(TransactionSynchronizationRegistry.class, REGISTRIES);
  }

  @Override
  public @Nullable UserTransaction userTransaction() {
    return find(UserTransaction.class, USER_TRANSACTIONS);
  }

  private <T> @Nullable T find(Class<T> type, List<String> names) {
    Object known = found.get(type);
    for (int i = 0; known == null && i < names.size(); i++) {
      known = inJndi(names.get(i));
      if (type.isInstance(known)) {
        found.put(type, known);
      } else {
        known = null;
      }
    }
    return type.cast(known);
  }

  @Override
  public DataSource dataSource(String name) {
    DataSource known = dataSources.get(name);
    if (known != null) {
      return known;
    }
    Object there = inJndi(name);
    if (there instanceof DataSource dataSource) {
      dataSources.put(name, dataSource);
      return dataSource;
    }
    throw new IllegalStateException(
        "outbox.datasource = '%s': %s. Set the JNDI name of the application's datasource, as the server knows it."
            .formatted(
                name,
                there == null
                    ? "there is nothing of that name here"
                    : "that is no datasource but a " + there.getClass().getName()));
  }

  @Override
  public @Nullable Object lookUp(String name) {
    return inJndi(name);
  }

  @Override
  public String application() {
    return inJndi("java:app/AppName") instanceof String name ? name : UNKNOWN;
  }

  @SuppressWarnings("BanJNDI") // The names are constants, or come from the deployment.
  private static @Nullable Object inJndi(String name) {
    try {
      return new InitialContext().lookup(name);
    } catch (NamingException absent) {
      // The next name, or none: outside a container there is nothing to find.
      return null;
    }
  }
}
