package io.pikabus.benchmark.pikabus;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;

/** An application that sends through a channel. */
@ApplicationScoped
public class Outgoing {

  @Inject
  @Channel("orders")
  Emitter<byte[]> orders;

  /** The channel. */
  public Emitter<byte[]> orders() {
    return orders;
  }
}
