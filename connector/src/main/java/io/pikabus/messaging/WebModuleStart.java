package io.pikabus.messaging;

import jakarta.enterprise.concurrent.ContextService;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * Learns when a web module starts and stops, and captures its context on the way. The listener that
 * it adds is the first to hear of the stop (Servlet 6.0, 4.4: the reverse of the order of
 * registration), when beans and resources still work.
 */
public final class WebModuleStart implements ServletContainerInitializer {

  private static final System.Logger LOG = System.getLogger("io.pikabus.messaging");

  private static final List<String> CONTEXT_SERVICES =
      List.of("java:comp/DefaultContextService", "java:jboss/ee/concurrency/context/default");

  private static final String TOLD = WebModuleStart.class.getName();

  /** Whether this class hears of the start and the stop of a module. */
  static boolean isTold(ServletContext module) {
    return module.getAttribute(TOLD) != null;
  }

  @Override
  public void onStartup(@Nullable Set<Class<?>> classes, ServletContext servletContext) {
    ClassLoader module = servletContext.getClassLoader();
    Executor context = currentContext();
    servletContext.setAttribute(TOLD, true);
    servletContext.addListener(
        new ServletContextListener() {
          @Override
          public void contextInitialized(ServletContextEvent event) {
            WebModules.started(module, context);
          }

          @Override
          public void contextDestroyed(ServletContextEvent event) {
            WebModules.stopping(module);
          }
        });
  }

  /** Runs work on the thread that gives it, in the context of the calling thread. */
  @SuppressWarnings("BanJNDI") // The names are constants.
  static Executor currentContext() {
    for (String name : CONTEXT_SERVICES) {
      try {
        if (new InitialContext().lookup(name) instanceof ContextService service) {
          return service.currentContextExecutor();
        }
      } catch (NamingException absent) {
        continue;
      }
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "The container has no ContextService under {0}: handlers will run without java:comp and transactions. Enable Jakarta Concurrency.",
        CONTEXT_SERVICES);
    return Runnable::run;
  }
}
