package io.pikabus.messaging;

import io.pikabus.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedParameter;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.ProcessBeanAttributes;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/**
 * Looks at the application while it is deployed: finds the payload types of its methods, and
 * reports every fault of its configuration in one message, before the runtime wires the first
 * channel.
 */
public class DeploymentCheck implements Extension {

  private static final int BEFORE_THE_RUNTIME = 1;

  private final Consumers consumers = new Consumers();
  private final NamedSslContexts sslContexts = new NamedSslContexts();
  private boolean failed;

  <T> void handlers(@Observes ProcessManagedBean<T> bean) {
    Set<Type> closure = bean.getAnnotatedBeanClass().getTypeClosure();
    for (AnnotatedMethod<? super T> method : bean.getAnnotatedBeanClass().getMethods()) {
      for (Incoming incoming : incomings(method)) {
        List<Type> parameters =
            method.getParameters().stream().map(AnnotatedParameter::getBaseType).toList();
        String where =
            bean.getBean().getBeanClass().getName() + "." + method.getJavaMember().getName();
        add(
            incoming.value(),
            PayloadTypes.ofHandler(parameters, method.getBaseType(), closure),
            bean.getBean().getBeanClass(),
            where);
      }
      Outgoing outgoing = method.getAnnotation(Outgoing.class);
      if (outgoing != null) {
        consumers.fed(
            outgoing.value(),
            bean.getBean().getBeanClass().getName() + "." + method.getJavaMember().getName());
      }
    }
  }

  /** Several are in a container annotation, which not every server has. */
  private static Set<Incoming> incomings(AnnotatedMethod<?> method) {
    try {
      return method.getAnnotations(Incoming.class);
    } catch (TypeNotPresentException containerAbsent) {
      Incoming only = method.getAnnotation(Incoming.class);
      return only == null ? Set.of() : Set.of(only);
    }
  }

  void injections(@Observes ProcessInjectionPoint<?, ?> injection) {
    InjectionPoint point = injection.getInjectionPoint();
    Channel channel = point.getAnnotated().getAnnotation(Channel.class);
    if (channel != null && point.getType().getTypeName().contains(".Emitter")) {
      consumers.fed(channel.value(), "an Emitter");
    } else if (channel != null) {
      Class<?> declaring = point.getMember().getDeclaringClass();
      add(
          channel.value(),
          PayloadTypes.of(point.getType(), Set.of()),
          declaring,
          declaring.getName() + "." + point.getMember().getName());
    }
  }

  void sslContexts(@Observes ProcessBeanAttributes<SSLContext> bean) {
    String name = bean.getBeanAttributes().getName();
    if (name != null) {
      sslContexts.add(name);
    }
  }

  private void add(String channel, Optional<Type> payload, Class<?> bean, String where) {
    payload.ifPresentOrElse(
        type -> consumers.add(channel, new Consumers.Consumer(type, bean.getClassLoader(), where)),
        () -> consumers.unresolved(channel, where));
  }

  /**
   * Not at the validation: WildFly would already have taken up the health checks of an application
   * that fails there, and keep them.
   */
  void check(@Observes AfterBeanDiscovery discovery) {
    try {
      ChannelConfiguration configuration = new ChannelConfiguration(ConfigProvider.getConfig());
      List<String> faults = new ArrayList<>(consumers.crowded(configuration.outgoing()));
      faults.addAll(
          configuration.isAbsent() ? consumers.faultsWithoutConfiguration() : consumers.faults());
      configuration.check(faults, sslContexts, consumers.exceptions());
    } catch (ConfigurationException faults) {
      failed = true;
      discovery.addDefinitionError(faults);
    }
  }

  void begin(
      @Observes @Priority(BEFORE_THE_RUNTIME) AfterDeploymentValidation validation,
      BeanManager beans) {
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

  /** The consumer of a channel. */
  Optional<Consumers.Consumer> consumer(String channel) {
    return consumers.of(channel);
  }
}
