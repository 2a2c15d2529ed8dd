package io.pikabus.messaging;

import io.pikabus.PikaBus;
import io.pikabus.bus.DefaultPikaBus;
import io.pikabus.config.OutgoingSettings;
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
    OutgoingSettings settings = runtime.api();
    return new DefaultPikaBus(
        settings,
        runtime.outbound(),
        runtime.current(),
        () -> runtime.client(settings.bus().connection()),
        () -> runtime.publishing(settings.bus().connection()),
        runtime::consumers,
        runtime::outbox,
        runtime.readyWhilePaused(),
        runtime.receiving());
  }
}
