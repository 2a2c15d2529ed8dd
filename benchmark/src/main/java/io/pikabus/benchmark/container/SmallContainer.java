package io.pikabus.benchmark.container;

import io.pikabus.messaging.WebModuleStart;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.jboss.weld.environment.se.Weld;

/**
 * CDI, MicroProfile Config and SmallRye's Reactive Messaging without a server, so that a channel
 * can be measured as its user has it. It stands in for the servlet container too: it tells pikabus
 * that the web module is up, by the interface through which any server does.
 *
 * <p>One at a time in a JVM.
 */
public final class SmallContainer implements AutoCloseable {

  /** The name of the datasource. */
  public static final String DATASOURCE = "java:/benchmark";

  private static final int ORDER = 500;

  private final Config config;
  private final SeContainer container;
  private final List<ServletContextListener> listeners = new ArrayList<>();
  private final ServletContext module = module();

  private SmallContainer(Map<String, String> settings, Class<?>... beans) {
    ConfigProviderResolver resolver = ConfigProviderResolver.instance();
    ClassLoader loader = getClass().getClassLoader();
    config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .addDiscoveredConverters()
            .withSources(new PropertiesConfigSource(settings, "benchmark", ORDER))
            .build();
    resolver.registerConfig(config, loader);
    container = new Weld().addBeanClasses(beans).initialize();
  }

  /** Makes the transactions and the datasource known under the names that servers use. */
  public static void offer(Transactions transactions, DataSource dataSource) {
    Names.bind("java:comp/TransactionSynchronizationRegistry", transactions.registry());
    Names.bind("java:comp/UserTransaction", transactions.userTransaction());
    Names.bind(DATASOURCE, dataSource);
  }

  /** Deploys; channels are wired, and the web module is not up yet. */
  public static SmallContainer deploy(Map<String, String> settings, Class<?>... beans) {
    return new SmallContainer(settings, beans);
  }

  /** The web module is up: consumers and the relay start. */
  public void startModule() {
    new WebModuleStart().onStartup(Set.of(), module);
    listeners.forEach(listener -> listener.contextInitialized(new ServletContextEvent(module)));
  }

  /** A bean, or something else that CDI makes. */
  public <T> T get(Class<T> type) {
    return container.select(type).get();
  }

  private ServletContext module() {
    return (ServletContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ServletContext.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "getClassLoader":
                  return getClass().getClassLoader();
                case "addListener":
                  listeners.add((ServletContextListener) arguments[0]);
                  return null;
                case "setAttribute":
                  // Nobody is there to ask for it.
                  return null;
                case "toString":
                  return "the benchmark's module";
                default:
                  throw new UnsupportedOperationException(method.toString());
              }
            });
  }

  @Override
  public void close() {
    listeners.forEach(listener -> listener.contextDestroyed(new ServletContextEvent(module)));
    container.close();
    ConfigProviderResolver.instance().releaseConfig(config);
  }
}
