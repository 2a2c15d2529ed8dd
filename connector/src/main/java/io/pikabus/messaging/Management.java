package io.pikabus.messaging;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.bus.Halts;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.management.AttributeChangeNotification;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.NotificationListener;
import javax.management.ObjectName;

/**
 * The platform's management beans: ours, one a channel, by which operators see and pause it; and
 * WildFly's, which says that the server suspends. Without either everything else works.
 *
 * <p>Called from any thread. The server's state and the channels that follow it change under a
 * monitor of their own, since the server may hold its own while it tells.
 */
final class Management implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus.messaging");

  /** Of WildFly, with the attribute RunningState; no other server has it. */
  private static final String SERVER_STATE = "jboss.root:type=state";

  private static final String ATTRIBUTE = "RunningState";

  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

  @GuardedBy("this")
  private final List<ObjectName> registered = new ArrayList<>();

  private final String application;

  @GuardedBy("following")
  private final List<IncomingChannel> channels = new ArrayList<>();

  private final NotificationListener listener = (told, handback) -> heard(told);
  private final Object following = new Object();

  @GuardedBy("following")
  private String state = "";

  private boolean listening;

  /**
   * Begins to listen.
   *
   * @param application by whose name operators know it
   */
  Management(String application) {
    this.application = application;
    listen();
  }

  /** Shows a channel, and pauses it while the server suspends. */
  synchronized void add(IncomingChannel channel) {
    synchronized (following) {
      channels.add(channel);
      follow(channel);
    }
    show(channel);
  }

  @GuardedBy("this")
  private void show(IncomingChannel channel) {
    String base =
        "io.pikabus:type=Channel,application=%s,name=%s"
            .formatted(value(application), value(channel.name()));
    // Two deployments may have the same name, as the WARs of one EAR.
    for (int i = 1; ; i++) {
      try {
        ObjectName name = new ObjectName(i == 1 ? base : base + ",instance=" + i);
        registered.add(beans.registerMBean(new ManagedChannel(channel), name).getObjectName());
        return;
      } catch (InstanceAlreadyExistsException taken) {
        // The next one.
      } catch (JMException | RuntimeException refused) {
        LOG.log(
            System.Logger.Level.INFO,
            "Channel {0} has no management bean: {1}",
            channel.name(),
            refused);
        return;
      }
    }
  }

  private static String value(String text) {
    return text.matches("[\\w.-]+") ? text : ObjectName.quote(text);
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
                "The channels do not follow it when the server suspends: {0}",
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
      for (IncomingChannel channel : channels) {
        follow(channel);
      }
    }
  }

  @GuardedBy("following")
  private void follow(IncomingChannel channel) {
    switch (state) {
      case "pre_suspend", "suspending", "suspended" ->
          channel.halts().halt(Halts.By.SERVER, "The server says that it is " + state + ".");
      case "normal" -> channel.halts().end(Halts.By.SERVER);
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
    for (ObjectName each : registered) {
      try {
        beans.unregisterMBean(each);
      } catch (JMException gone) {
        LOG.log(System.Logger.Level.DEBUG, gone.toString());
      }
    }
    registered.clear();
  }
}
