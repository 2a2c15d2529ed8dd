package io.pikabus.arquillian.apps.broken;

import io.pikabus.PikaBus;
import io.pikabus.SendException;
import io.pikabus.arquillian.parts.Gates;
import io.pikabus.arquillian.parts.Records;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Does in its handlers what a careless or a hostile one might do. */
@ApplicationScoped
public class Broken {
  @Inject PikaBus bus;
  @Inject Gates gates;
  @Inject Records records;

  /** Never comes back by itself. */
  @Incoming("broken-blocked")
  public void block(String text) {
    gates.pass(text);
  }

  /** Ends with an error of the virtual machine's. */
  @Incoming("broken-error")
  public void overflow(String text) {
    records.add("broken", text);
    throw new StackOverflowError(text);
  }

  /** Leaves its thread interrupted and without a class loader. */
  @Incoming("broken-thread")
  public void spoilThread(String text) throws Exception {
    records.add("broken", text);
    Thread.currentThread().setContextClassLoader(null);
    Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
    Thread.currentThread().interrupt();
  }

  /** Sends to nobody, again and again, outside of any transaction. */
  @Incoming("broken-sends")
  public void sendToNobody(String text) {
    int refused = 0;
    for (int i = 0; i < 100; i++) {
      try {
        bus.send("nobody-" + i % 10, text);
      } catch (SendException unroutable) {
        refused++;
      }
    }
    records.add("broken", text + " refused " + refused);
  }
}
