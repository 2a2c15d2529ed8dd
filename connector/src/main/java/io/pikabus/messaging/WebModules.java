package io.pikabus.messaging;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The web modules of the deployment and the contexts in which their beans can work: {@code
 * java:comp}, CDI, transactions. Subscriptions come before a module is up and wait for it here.
 *
 * <p>Static, because the servlet container and CDI each make their own objects; the class belongs
 * to the deployment's class loader, and every method holds its monitor.
 */
final class WebModules {

  /**
   * A module that is up.
   *
   * @param context runs work on the thread that gives it, in the module's context
   */
  record Module(ClassLoader loader, Executor context) {}

  /** Told when a module has started or is about to stop. */
  interface Listener {
    /** A module is up. */
    void started(Module module);

    /** The module goes: finish what is in hand. */
    void stopping(ClassLoader module);
  }

  private static final Map<ClassLoader, Executor> STARTED = new HashMap<>();
  private static final List<Listener> LISTENERS = new ArrayList<>();

  private WebModules() {}

  static void started(ClassLoader module, Executor context) {
    List<Listener> told;
    synchronized (WebModules.class) {
      STARTED.put(module, context);
      told = List.copyOf(LISTENERS);
    }
    told.forEach(listener -> listener.started(new Module(module, context)));
  }

  static void stopping(ClassLoader module) {
    List<Listener> told;
    synchronized (WebModules.class) {
      STARTED.remove(module);
      told = List.copyOf(LISTENERS);
    }
    told.forEach(listener -> listener.stopping(module));
  }

  static synchronized void add(Listener listener) {
    LISTENERS.add(listener);
  }

  static synchronized void remove(Listener listener) {
    LISTENERS.remove(listener);
  }

  /**
   * Where the beans of a class loader can work.
   *
   * @param home of the bean; beans beside the connector, in the library of an EAR, belong to no
   *     module and work in any
   * @return null before that module has started
   */
  static synchronized @Nullable Module of(ClassLoader home) {
    Executor own = STARTED.get(home);
    if (own != null) {
      return new Module(home, own);
    }
    return home.equals(WebModules.class.getClassLoader())
        ? STARTED.entrySet().stream()
            .findFirst()
            .map(any -> new Module(any.getKey(), any.getValue()))
            .orElse(null)
        : null;
  }
}
