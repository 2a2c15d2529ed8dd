package io.pikabus.messaging;

import io.pikabus.ConfigurationException;
import io.pikabus.PayloadCodec;
import io.pikabus.transaction.jta.JndiLookup;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessBeanAttributes;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Looks at the application while it is deployed: finds its handlers, and reports every fault of its
 * methods and of its configuration in one message, before the runtime wires the first channel.
 */
public class DeploymentCheck implements Extension {

  private static final int BEFORE_THE_RUNTIME = 1;

  private final Consumers consumers = new Consumers();
  private final NamedSslContexts sslContexts = new NamedSslContexts();
  private final List<Endpoint> endpoints = new ArrayList<>();
  private QueuePlan queues = QueuePlan.NONE;
  private boolean hasCodec;
  private boolean failed;

  <T> void handlers(@Observes ProcessManagedBean<T> bean, BeanManager beans) {
    EndpointScan.methods(bean.getAnnotatedBeanClass(), bean.getBean(), beans).forEach(this::add);
  }

  void injections(@Observes ProcessInjectionPoint<?, ?> injection) {
    EndpointScan.injection(injection.getInjectionPoint()).ifPresent(this::add);
  }

  private void add(Endpoint endpoint) {
    endpoints.add(endpoint);
    endpoint.outgoing().forEach(consumers::fed);
    for (String channel : endpoint.incoming()) {
      consumers.add(
          channel,
          new Consumers.Consumer(
              endpoint.taken().orElse(byte[].class), endpoint.module(), endpoint.where()));
    }
  }

  <T extends PayloadCodec> void codecs(@Observes ProcessBeanAttributes<T> bean) {
    hasCodec |= bean.getBeanAttributes().getQualifiers().contains(Default.Literal.INSTANCE);
  }

  void sslContexts(@Observes ProcessBeanAttributes<SSLContext> bean) {
    String name = bean.getBeanAttributes().getName();
    if (name != null) {
      sslContexts.add(name);
    }
  }

  /**
   * Not at the validation: WildFly would already have taken up the health checks of an application
   * that fails there, and keep them.
   */
  void check(@Observes AfterBeanDiscovery discovery) {
    try {
      ChannelConfiguration configuration = new ChannelConfiguration(ConfigProvider.getConfig());
      List<String> faults =
          new ArrayList<>(
              new EndpointCheck(endpoints, configuration.ownChannels(), hasCodec).faults());
      JarCopies.fault(loaders()).ifPresent(faults::add);
      queues = configuration.queues();
      faults.addAll(queues.faults());
      if (configuration.isAbsent()) {
        faults.addAll(consumers.faultsWithoutConfiguration());
      }
      configuration.check(
          faults, sslContexts, consumers.exceptions(), new AdapterCheck(new JndiLookup()));
    } catch (ConfigurationException faults) {
      failed = true;
      discovery.addDefinitionError(faults);
    }
  }

  /** Of an EAR's lib and of its modules: what lies in a WAR is not seen from the lib. */
  private Set<ClassLoader> loaders() {
    Set<ClassLoader> loaders = new LinkedHashSet<>();
    loaders.add(DeploymentCheck.class.getClassLoader());
    endpoints.forEach(each -> loaders.add(each.module()));
    return loaders;
  }

  void begin(
      @Observes @Priority(BEFORE_THE_RUNTIME) AfterDeploymentValidation validation,
      BeanManager beans) {
    List<String> ambiguous = SuppliedBeans.faults(beans.createInstance());
    if (!ambiguous.isEmpty()) {
      failed = true;
      validation.addDeploymentProblem(new ConfigurationException(ambiguous));
      return;
    }
    try {
      beans.createInstance().select(BusRuntime.class).get().exist();
    } catch (ConfigurationException faults) {
      failed = true;
      validation.addDeploymentProblem(faults);
    }
  }

  /** Whether the deployment fails already, with everything said. */
  boolean hasFailed() {
    return failed;
  }

  /** Which channels share a queue. */
  QueuePlan queues() {
    return queues;
  }

  /** The consumer of a channel. */
  Optional<Consumers.Consumer> consumer(String channel) {
    return consumers.of(channel);
  }

  /** The method that makes the messages of an outgoing channel, if nothing else feeds it. */
  Optional<Endpoint> generator(String channel) {
    return Generators.of(channel, endpoints);
  }
}
