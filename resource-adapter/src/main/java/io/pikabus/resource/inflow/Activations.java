package io.pikabus.resource.inflow;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.ConfigurationException;
import io.pikabus.bus.Consumed;
import io.pikabus.bus.Dispatch;
import io.pikabus.config.ExceptionNames;
import io.pikabus.management.ManagedConsumers;
import io.pikabus.resource.base.StartedAdapter;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The beans that consume through one instance of the adapter. They come and go with their
 * applications. Called from any thread.
 */
public final class Activations implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus.resource");

  private final StartedAdapter adapter;
  private final Consumer<ClassLoader> left;

  private final ManagedConsumers managed = new ManagedConsumers("Endpoint");

  @GuardedBy("this")
  private final Map<Key, Activation> active = new HashMap<>();

  @GuardedBy("this")
  private boolean closed;

  /** The contract gives both again when a bean goes. */
  private record Key(MessageEndpointFactory factory, ActivationSpec activation) {}

  /**
   * None yet.
   *
   * @param left hears of the class loader of each bean that has gone
   */
  public Activations(StartedAdapter adapter, Consumer<ClassLoader> left) {
    this.adapter = adapter;
    this.left = left;
  }

  /**
   * A bean begins to consume; without a broker, it will when that comes.
   *
   * @throws NotSupportedException that names every fault of the bean and of its properties
   */
  public void activate(MessageEndpointFactory factory, ActivationSpec activation)
      throws ResourceException {
    Activation.Bean bean = bean(factory, activation);
    TransactionSynchronizationRegistry registry =
        adapter.context().getTransactionSynchronizationRegistry();
    synchronized (this) {
      if (closed) {
        throw new NotSupportedException(
            "%s cannot be activated: the resource adapter is stopping."
                .formatted(bean.type().getName()));
      }
      Key key = new Key(factory, activation);
      if (!active.containsKey(key)) {
        Activation started = start(registry, factory, bean);
        active.put(key, started);
        managed.add(
            started,
            new ManagedConsumers.Key("name", started.name()),
            new ManagedConsumers.Key("queue", started.queue()));
      }
    }
  }

  private Activation start(
      TransactionSynchronizationRegistry registry,
      MessageEndpointFactory factory,
      Activation.Bean bean)
      throws ResourceException {
    try {
      return Activation.start(adapter.engine(), registry, factory, bean);
    } catch (RuntimeException refused) {
      throw new ResourceException(
          "%s cannot be activated: %s".formatted(bean.type().getName(), refused.getMessage()),
          refused);
    }
  }

  private Activation.Bean bean(MessageEndpointFactory factory, ActivationSpec activation)
      throws NotSupportedException {
    Class<?> type = factory.getEndpointClass();
    if (type == null) {
      throw new NotSupportedException(
          "%s cannot be activated: the container does not say which class the bean has, and offers none of its methods."
              .formatted(factory.getActivationName()));
    }
    if (!(activation instanceof PikaBusActivationSpec ours)) {
      throw new NotSupportedException(
          "%s is no activation of pikabus.rar, but a %s."
              .formatted(activation, activation.getClass().getName()));
    }
    ListenerScan.Result methods = ListenerScan.of(type);
    List<String> faults = new ArrayList<>(methods.faults());
    PikaBusActivationSpec.Consuming consuming = consuming(ours, type, faults);
    if (consuming == null || !faults.isEmpty()) {
      throw new NotSupportedException(
          "The bean %s cannot be activated.%n%s"
              .formatted(
                  type.getName(),
                  String.join(
                      System.lineSeparator(), faults.stream().map(f -> " - " + f).toList())));
    }
    consuming.warnings().forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning));
    return new Activation.Bean(
        type,
        new BeanContext(type, methods.takers().iterator().next().target().method()),
        new Dispatch<>(methods.takers()),
        consuming.settings(),
        consuming.concurrency());
  }

  private PikaBusActivationSpec.@Nullable Consuming consuming(
      PikaBusActivationSpec activation, Class<?> bean, List<String> faults) {
    try {
      PikaBusActivationSpec.Consuming consuming =
          activation.read(
              new ExceptionNames(List.of(bean.getClassLoader()), Set.of(bean.getPackageName())));
      if (consuming.settings().transacted()
          && adapter.context().getTransactionSynchronizationRegistry() == null) {
        faults.add(
            "The container gives the adapter no TransactionSynchronizationRegistry, so that nobody would learn whether a transaction commits. Set transacted = false.");
      }
      return consuming;
    } catch (ConfigurationException faulty) {
      faults.addAll(faulty.faults());
      return null;
    }
  }

  /**
   * A bean goes: returns when its message in hand is settled, or its drain timeout is over. Does
   * nothing for one that is not active, or not any more.
   */
  public void deactivate(MessageEndpointFactory factory, ActivationSpec activation) {
    Activation leaving;
    synchronized (this) {
      leaving = active.remove(new Key(factory, activation));
    }
    if (leaving != null) {
      managed.remove(leaving);
      leaving.close();
      left.accept(leaving.application());
    }
  }

  /** Those that consume. */
  public synchronized List<Consumed> consumed() {
    return List.copyOf(active.values());
  }

  /** All go, and share their time; takes no more. */
  @Override
  public void close() {
    List<Activation> leaving;
    synchronized (this) {
      closed = true;
      leaving = List.copyOf(active.values());
      active.clear();
    }
    managed.close();
    leaving.forEach(Activation::stop);
    leaving.forEach(Activation::close);
  }
}
