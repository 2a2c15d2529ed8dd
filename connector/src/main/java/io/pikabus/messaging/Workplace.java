package io.pikabus.messaging;

import io.pikabus.bus.DeliverySink;
import io.pikabus.bus.Halts;
import io.pikabus.bus.Lane;
import io.pikabus.config.IncomingSettings;
import io.pikabus.engine.Engine;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Type;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the channels of one deployment work. For any thread.
 *
 * @param requests null where no request context can be had
 * @param stopping whether the deployment is about to end
 */
record Workplace(
    Engine engine,
    @Nullable Instance<RequestContextController> requests,
    BooleanSupplier stopping) {

  /** Starts a lane in the context of a module; each delivery is a request of its own. */
  Lane start(
      IncomingSettings settings,
      Type type,
      DeliverySink handler,
      WebModules.Module module,
      Halts halts) {
    return Lane.start(
        engine.lanes(settings.bus().connection()),
        settings,
        type,
        handler,
        requests == null ? module.context() : new RequestContexts(module.context(), requests.get()),
        halts);
  }

  boolean isStopping() {
    return stopping.getAsBoolean();
  }
}
