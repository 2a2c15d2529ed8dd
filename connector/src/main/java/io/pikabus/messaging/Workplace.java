package io.pikabus.messaging;

import io.pikabus.IncomingMetadata;
import io.pikabus.bus.DeliverySink;
import io.pikabus.bus.Halts;
import io.pikabus.bus.Lane;
import io.pikabus.config.IncomingSettings;
import io.pikabus.engine.Engine;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Type;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
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
        engine.lanes(settings.bus().connection()), settings, type, handler, context(module), halts);
  }

  /**
   * Starts a lane whose messages go to several channels.
   *
   * @param context for messages that none of them takes
   * @param channels names the channel of a message for the policies
   */
  Lane start(
      IncomingSettings settings,
      DeliverySink handler,
      Executor context,
      Halts halts,
      Function<IncomingMetadata, String> channels) {
    return Lane.start(
        engine.lanes(settings.bus().connection()).naming(channels),
        settings,
        byte[].class,
        handler,
        context,
        halts);
  }

  /** Where the beans of a module work; each piece of work is a request of its own. */
  Executor context(WebModules.Module module) {
    return requests == null
        ? module.context()
        : new RequestContexts(module.context(), requests.get());
  }

  boolean isStopping() {
    return stopping.getAsBoolean();
  }
}
