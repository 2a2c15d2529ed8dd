package io.pikabus.messaging;

import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.enterprise.inject.spi.configurator.ObserverMethodConfigurator;
import jakarta.servlet.ServletContext;
import java.lang.annotation.Annotation;
import java.util.HashMap;
import java.util.Map;

/**
 * Learns from CDI when a web module starts and stops, where {@link WebModuleStart} is not asked:
 * Open Liberty looks for no {@code ServletContainerInitializer} in the library of an EAR.
 *
 * <p>CDI tells a module's own observers only, and we are beside the modules. So each module is
 * given one observer of ours, in the name of one of its beans. It hears of the start before the
 * module's own listeners, and of the stop after them.
 */
public class WebModuleEvents implements Extension {

  private final Map<ClassLoader, Class<?>> beans = new HashMap<>();

  void bean(@Observes ProcessManagedBean<?> found) {
    Class<?> bean = found.getBean().getBeanClass();
    beans.putIfAbsent(bean.getClassLoader(), bean);
  }

  void observe(@Observes AfterBeanDiscovery discovered) {
    beans.forEach(
        (module, bean) -> {
          observe(discovered, bean, Initialized.Literal.APPLICATION)
              .notifyWith(
                  event -> {
                    if (!WebModuleStart.isTold(event.getEvent())) {
                      WebModules.started(module, WebModuleStart.currentContext());
                    }
                  });
          observe(discovered, bean, BeforeDestroyed.Literal.APPLICATION)
              .notifyWith(
                  event -> {
                    if (!WebModuleStart.isTold(event.getEvent())) {
                      WebModules.stopping(module);
                    }
                  });
        });
  }

  private static ObserverMethodConfigurator<ServletContext> observe(
      AfterBeanDiscovery discovered, Class<?> bean, Annotation event) {
    return discovered
        .<ServletContext>addObserverMethod()
        .beanClass(bean)
        .observedType(ServletContext.class)
        .addQualifier(event);
  }
}
