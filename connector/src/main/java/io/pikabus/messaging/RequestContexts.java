package io.pikabus.messaging;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.control.RequestContextController;
import java.util.concurrent.Executor;

/**
 * Runs each piece of work in a request context of its own, so that {@code @RequestScoped} beans can
 * be used and are gone afterwards. A request context that is active already is left alone.
 *
 * <p>For one thread at a time, as a controller is. Other threads, on which an asynchronous handler
 * goes on, have no request context.
 *
 * @param context in which the work runs otherwise
 */
record RequestContexts(Executor context, RequestContextController requests) implements Executor {

  private static final System.Logger LOG = System.getLogger("io.pikabus.messaging");

  @Override
  public void execute(Runnable work) {
    context.execute(
        () -> {
          boolean activated = requests.activate();
          try {
            work.run();
          } finally {
            if (activated) {
              deactivate();
            }
          }
        });
  }

  private void deactivate() {
    try {
      requests.deactivate();
    } catch (ContextNotActiveException ended) {
      LOG.log(System.Logger.Level.DEBUG, "A handler has ended its own request context.", ended);
    }
  }
}
