package io.pikabus.messaging;

import io.pikabus.transaction.jta.ContainerServices;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.util.Map;
import javax.sql.DataSource;

/** A container that knows some names, and has nothing else. */
record NamedObjects(Map<String, Object> objects) implements ContainerServices {

  @Override
  public TransactionSynchronizationRegistry registry() {
    return null;
  }

  @Override
  public UserTransaction userTransaction() {
    return null;
  }

  @Override
  public DataSource dataSource(String name) {
    throw new IllegalStateException("There is no datasource.");
  }

  @Override
  public Object lookUp(String name) {
    return objects.get(name);
  }

  @Override
  public String application() {
    return UNKNOWN;
  }
}
