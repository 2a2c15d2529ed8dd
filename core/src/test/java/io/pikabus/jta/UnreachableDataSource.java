package io.pikabus.jta;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import javax.sql.DataSource;

/** A pool whose database is away: it waits for a connection, and has none. */
final class UnreachableDataSource {

  private UnreachableDataSource() {}

  static DataSource of(DataSource pool, Duration saidAfter) {
    return (DataSource)
        Proxy.newProxyInstance(
            UnreachableDataSource.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getConnection")) {
                Thread.sleep(saidAfter.toMillis()); // What such a pool does.
                throw new SQLTransientConnectionException("no connection within " + saidAfter);
              }
              try {
                return method.invoke(pool, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }
}
