package io.pikabus.benchmark.container;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.NamingManager;

/** The names that a server would offer, in this JVM. Called from any thread. */
final class Names {

  private static final Map<String, Object> BOUND = new ConcurrentHashMap<>();

  private static final Context CONTEXT =
      (Context)
          Proxy.newProxyInstance(
              Names.class.getClassLoader(),
              new Class<?>[] {Context.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "lookup" -> lookUp(arguments[0].toString());
                    case "close" -> null;
                    default -> throw new UnsupportedOperationException(method.toString());
                  });

  static {
    try {
      NamingManager.setInitialContextFactoryBuilder(environment -> whatever -> CONTEXT);
    } catch (NamingException taken) {
      throw new ExceptionInInitializerError(taken);
    }
  }

  private Names() {}

  static void bind(String name, Object object) {
    BOUND.put(name, object);
  }

  private static Object lookUp(String name) throws NamingException {
    Object found = BOUND.get(name);
    if (found == null) {
      throw new NameNotFoundException(name);
    }
    return found;
  }
}
