package io.pikabus.transaction.jta;

import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What a container offers to those who ask by name. */
public interface ContainerServices {

  /** Where to learn of the calling thread's transaction; null outside a container. */
  @Nullable TransactionSynchronizationRegistry registry();

  /** By which to begin and complete one; null outside a container. */
  @Nullable UserTransaction userTransaction();

  /**
   * A datasource that takes part in the container's transactions.
   *
   * @param name in JNDI
   * @throws IllegalStateException when there is none, saying so
   */
  DataSource dataSource(String name);

  /**
   * Whatever has a name, looked up each time.
   *
   * @param name in JNDI, of no single component
   * @return null when there is nothing
   */
  @Nullable Object lookUp(String name);

  /** What an application is called whose name is not known. */
  String UNKNOWN = "unknown";

  /** The application's name, as operators know it; from a thread of one of its components. */
  String application();
}
