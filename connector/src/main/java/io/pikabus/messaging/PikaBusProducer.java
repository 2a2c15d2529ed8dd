package io.pikabus.messaging;

import io.pikabus.PikaBus;
import io.pikabus.bus.DefaultPikaBus;
import io.pikabus.config.OutgoingSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.config.ConfigProvider;

/** Makes the bus that applications inject. */
@ApplicationScoped
public class PikaBusProducer {

  /** With the settings of {@code mp.messaging.connector.pikabus.*}. */
  @Produces
  @ApplicationScoped
  PikaBus bus(BusRuntime runtime) {
    OutgoingSettings settings = new ChannelConfiguration(ConfigProvider.getConfig()).api();
    return new DefaultPikaBus(
        settings,
        runtime.outbound(),
        runtime.current(),
        () -> runtime.client(settings.bus().connection()),
        () -> runtime.publishing(settings.bus().connection()),
        runtime::consumers,
        runtime::outbox);
  }
}
