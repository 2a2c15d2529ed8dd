package io.pikabus.benchmark.pikabus;

import io.pikabus.PikaBus;
import io.pikabus.SendOptions;
import io.pikabus.benchmark.agent.Arrivals;
import io.pikabus.benchmark.agent.Places;
import io.pikabus.benchmark.agent.Sample;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** A handler of a channel, which may send on. */
@ApplicationScoped
public class Handling {

  private static final SendOptions OPTIONS = OwnHeaders.options();

  @Inject PikaBus bus;
  private volatile Arrivals arrivals = new Arrivals(0);
  private volatile int sends;

  /** What the next messages belong to. */
  public void expect(Arrivals next, int sent) {
    arrivals = next;
    sends = sent;
  }

  /** Handles one. */
  @Incoming("work")
  public void handle(byte[] body) {
    for (int i = 0; i < sends; i++) {
      bus.send(Places.out(), Sample.body(), OPTIONS);
    }
    arrivals.end();
  }
}
