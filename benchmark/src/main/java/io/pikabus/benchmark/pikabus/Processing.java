package io.pikabus.benchmark.pikabus;

import io.pikabus.OutgoingMetadata;
import io.pikabus.benchmark.agent.Arrivals;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** A method that makes one message of one. */
@ApplicationScoped
public class Processing {

  private volatile Arrivals arrivals = new Arrivals(0);

  /** What the next messages belong to. */
  public void expect(Arrivals next) {
    arrivals = next;
  }

  /** Handles one. */
  @Incoming("work")
  @Outgoing("orders")
  public Message<byte[]> process(Message<byte[]> message) {
    arrivals.end();
    return message.addMetadata(OutgoingMetadata.of(OwnHeaders.options()));
  }
}
