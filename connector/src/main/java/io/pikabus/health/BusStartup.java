package io.pikabus.health;

import io.pikabus.BusStatus.State;
import io.pikabus.PikaBus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Started when the modules of all handlers are up, whether or not the broker is there yet. */
@Startup
@ApplicationScoped
public class BusStartup implements HealthCheck {

  @Inject PikaBus bus;

  @Override
  public HealthCheckResponse call() {
    return StatusResponse.of("pikabus", bus.status(), part -> part.state() != State.NOT_STARTED);
  }
}
