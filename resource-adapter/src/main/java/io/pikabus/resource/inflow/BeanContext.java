package io.pikabus.resource.inflow;

import jakarta.resource.spi.endpoint.MessageEndpoint;
import java.lang.reflect.Method;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The context class loader in which the container calls a bean, for what is done before: payloads
 * are classes of the application, and JSON-B is looked for there. It need not be the class loader
 * of the bean: on Open Liberty only the one around that finds the JSON-B of the server.
 *
 * <p>Containers set it in {@code beforeDelivery}, so it is learnt once, from a delivery of nothing.
 * Any thread.
 */
final class BeanContext {

  private static final System.Logger LOG = System.getLogger("io.pikabus.resource");

  private final Class<?> bean;
  private final Method method;
  private volatile @Nullable ClassLoader learnt;

  /**
   * Nothing is learnt yet.
   *
   * @param method any that takes messages
   */
  BeanContext(Class<?> bean, Method method) {
    this.bean = bean;
    this.method = method;
  }

  /** Of the bean's methods; of the bean's class while that is not known. */
  ClassLoader loader() {
    ClassLoader known = learnt;
    return known == null ? bean.getClassLoader() : known;
  }

  /** Runs it, on the thread that gives it. */
  void run(LaneEndpoint endpoint, Runnable work) {
    if (learnt == null) {
      learn(endpoint);
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader());
    try {
      work.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private void learn(LaneEndpoint endpoint) {
    try {
      endpoint.with(present -> learnt = within(present));
    } catch (Exception notNow) {
      LOG.log(System.Logger.Level.DEBUG, "The next message may tell the class loader.", notNow);
    }
  }

  private ClassLoader within(MessageEndpoint present) throws Exception {
    present.beforeDelivery(method);
    try {
      return Objects.requireNonNullElse(
          Thread.currentThread().getContextClassLoader(), bean.getClassLoader());
    } finally {
      present.afterDelivery();
    }
  }
}
