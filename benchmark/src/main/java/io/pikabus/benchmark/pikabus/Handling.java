package io.pikabus.benchmark.pikabus;

import io.pikabus.PikaBus;
import io.pikabus.SendOptions;
import io.pikabus.benchmark.agent.Arrivals;
import io.pikabus.benchmark.agent.Places;
import io.pikabus.benchmark.agent.Sample;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** A handler of a channel, which may send on. */
@ApplicationScoped
public class Handling {

  private static final SendOptions OPTIONS = OwnHeaders.options();

  @Inject PikaBus bus;
  private volatile Arrivals arrivals = new Arrivals(0);
  private volatile int sends;
  private volatile long nanos;

  /** What the next messages belong to. */
  public void expect(Arrivals next, int sent, long millis) {
    arrivals = next;
    sends = sent;
    nanos = TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Handles one. */
  @Incoming("work")
  public void handle(byte[] body) {
    for (int i = 0; i < sends; i++) {
      bus.send(Places.out(), Sample.body(), OPTIONS);
    }
    if (nanos > 0) {
      // As a call of another system takes: time, and no processor.
      LockSupport.parkNanos(nanos);
    }
    arrivals.end();
  }
}
