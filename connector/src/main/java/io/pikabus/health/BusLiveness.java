package io.pikabus.health;

import io.pikabus.BusStatus.State;
import io.pikabus.PikaBus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive through every outage of the broker; not with a channel that only a restart revives. */
@Liveness
@ApplicationScoped
public class BusLiveness implements HealthCheck {

  @Inject PikaBus bus;

  @Override
  public HealthCheckResponse call() {
    return StatusResponse.of("pikabus", bus.status(), part -> part.state() != State.DEAD);
  }
}
