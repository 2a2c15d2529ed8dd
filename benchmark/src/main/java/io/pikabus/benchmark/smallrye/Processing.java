package io.pikabus.benchmark.smallrye;

import io.pikabus.benchmark.agent.Arrivals;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** A method that makes one message of one; its acknowledgement follows the result's. */
@ApplicationScoped
public class Processing {

  /** Handles one. */
  @Incoming("work")
  @Outgoing("orders")
  public Message<byte[]> process(Message<byte[]> message) {
    Arrivals present = Expected.arrivals();
    present.end();
    return message.withMetadata(Samples.metadata());
  }
}
