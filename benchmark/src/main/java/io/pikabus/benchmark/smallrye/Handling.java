package io.pikabus.benchmark.smallrye;

import io.pikabus.benchmark.agent.Arrivals;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** An empty handler. */
@ApplicationScoped
public class Handling {

  /** Handles one. */
  @Incoming("work")
  public void handle(byte[] body) {
    Arrivals present = Expected.arrivals();
    present.end();
  }
}
