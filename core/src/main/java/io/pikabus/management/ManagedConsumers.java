package io.pikabus.management;

import static java.util.stream.Collectors.joining;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.bus.Consumed;
import io.pikabus.bus.Halts;
import java.lang.management.ManagementFactory;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.management.AttributeChangeNotification;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.NotificationListener;
import javax.management.ObjectName;

/**
 * The platform's management beans: ours, one for each channel or message-driven bean, by which
 * operators see and pause it; and WildFly's, which says that the server suspends. Without either
 * everything else works.
 *
 * <p>Called from any thread. The server's state and the consumers that follow it change under a
 * monitor of their own, since the server may hold its own while it tells.
 */
public final class ManagedConsumers implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus");

  /** Of WildFly, with the attribute RunningState; no other server has it. */
  private static final String SERVER_STATE = "jboss.root:type=state";

  private static final String ATTRIBUTE = "RunningState";

  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

  @GuardedBy("this")
  private final Map<Consumed, ObjectName> registered = new IdentityHashMap<>();

  @GuardedBy("following")
  private final Map<Consumed, Halts> consumers = new IdentityHashMap<>();

  private final NotificationListener listener = (told, handback) -> heard(told);
  private final Object following = new Object();

  @GuardedBy("following")
  private String state = "";

  private boolean listening;

  private final String prefix;

  /**
   * Begins to listen.
   *
   * @param type of all of them: "Channel"
   * @param common to the names of all
   */
  public ManagedConsumers(String type, Key... common) {
    prefix = "io.pikabus:type=" + type + texts(common);
    listen();
  }

  private static String texts(Key... keys) {
    return Stream.of(keys)
        .map(key -> "," + key.name() + "=" + value(key.value()))
        .collect(joining());
  }

  /** A part of the name by which operators know a consumer. */
  public record Key(String name, String value) {}

  /**
   * Shows a consumer, and pauses it while the server suspends.
   *
   * @param keys of its own, in their order; of two with the same, the second gets an instance
   *     number
   */
  public synchronized void add(Consumed consumer, Key... keys) {
    synchronized (following) {
      consumers.put(consumer, consumer.halts());
      follow(consumer.halts());
    }
    show(consumer, prefix + texts(keys));
  }

  @GuardedBy("this")
  private void show(Consumed consumer, String base) {
    // Two deployments may have the same name, as the WARs of one EAR.
    for (int i = 1; ; i++) {
      try {
        ObjectName name = new ObjectName(i == 1 ? base : base + ",instance=" + i);
        registered.put(
            consumer, beans.registerMBean(new ManagedConsumer(consumer), name).getObjectName());
        return;
      } catch (InstanceAlreadyExistsException taken) {
        // The next one.
      } catch (JMException | RuntimeException refused) {
        LOG.log(System.Logger.Level.INFO, "{0} is shown by no management bean: {1}", base, refused);
        return;
      }
    }
  }

  private static String value(String text) {
    return text.matches("[\\w.-]+") ? text : ObjectName.quote(text);
  }

  /** It is gone. Does nothing for one that was not shown. */
  public synchronized void remove(Consumed consumer) {
    synchronized (following) {
      consumers.remove(consumer);
    }
    ObjectName name = registered.remove(consumer);
    if (name != null) {
      hide(name);
    }
  }

  private void hide(ObjectName name) {
    try {
      beans.unregisterMBean(name);
    } catch (JMException gone) {
      LOG.log(System.Logger.Level.DEBUG, gone.toString());
    }
  }

  private void listen() {
    onState(
        name -> {
          try {
            beans.addNotificationListener(name, listener, null, null);
            listening = true;
            follow(beans.getAttribute(name, ATTRIBUTE));
          } catch (JMException | RuntimeException refused) {
            LOG.log(
                System.Logger.Level.INFO,
                "What consumes does not follow it when the server suspends: {0}",
                refused.toString());
          }
        });
  }

  private void onState(Consumer<ObjectName> action) {
    try {
      ObjectName name = new ObjectName(SERVER_STATE);
      if (beans.isRegistered(name)) {
        action.accept(name);
      }
    } catch (JMException malformed) {
      throw new IllegalStateException(malformed);
    }
  }

  private void heard(Object told) {
    if (told instanceof AttributeChangeNotification change
        && ATTRIBUTE.equals(change.getAttributeName())) {
      follow(change.getNewValue());
    }
  }

  private void follow(Object newState) {
    synchronized (following) {
      state = String.valueOf(newState);
      for (Halts halts : consumers.values()) {
        follow(halts);
      }
    }
  }

  @GuardedBy("following")
  private void follow(Halts halts) {
    switch (state) {
      case "pre_suspend", "suspending", "suspended" ->
          halts.halt(Halts.By.SERVER, "The server says that it is " + state + ".");
      case "normal" -> halts.end(Halts.By.SERVER);
      default -> {
        // It starts or stops: the deployment is told of that.
      }
    }
  }

  @Override
  public synchronized void close() {
    if (listening) {
      onState(
          name -> {
            try {
              beans.removeNotificationListener(name, listener);
            } catch (JMException gone) {
              LOG.log(System.Logger.Level.DEBUG, gone.toString());
            }
          });
    }
    registered.values().forEach(this::hide);
    registered.clear();
  }
}
