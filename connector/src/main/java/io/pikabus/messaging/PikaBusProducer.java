package io.pikabus.messaging;

import io.pikabus.PikaBus;
import io.pikabus.bus.DefaultPikaBus;
import io.pikabus.engine.Engine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;

/** Makes the bus that applications inject. */
@ApplicationScoped
public class PikaBusProducer {

  /**
   * With the settings of {@code mp.messaging.connector.pikabus.*}, which were read earlier: its
   * first use may be when the application stops and its configuration is gone.
   */
  @Produces
  @ApplicationScoped
  PikaBus bus(BusRuntime runtime) {
    Engine engine = runtime.engine();
    return new DefaultPikaBus(
        engine.settings(),
        engine.outbound(),
        engine.current(),
        engine::client,
        runtime::status,
        runtime::consumers,
        engine.receiving());
  }
}
