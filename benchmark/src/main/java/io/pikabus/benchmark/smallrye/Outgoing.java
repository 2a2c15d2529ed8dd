package io.pikabus.benchmark.smallrye;

import io.pikabus.benchmark.agent.Places;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** An application that sends through a channel. */
@ApplicationScoped
public class Outgoing {

  /** A buffer as large as the window: by default half of it, and an exception beyond. */
  @Inject
  @Channel("orders")
  @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = 4 * Places.WINDOW)
  Emitter<byte[]> orders;

  /** The channel. */
  public Emitter<byte[]> orders() {
    return orders;
  }
}
