package io.pikabus.arquillian.apps.checked;

import io.pikabus.PikaBus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** A channel that cannot be broken, and one that a message breaks. */
@ApplicationScoped
public class Checked {
  @Inject PikaBus bus;

  @Incoming("sound")
  public void hear(String text) {
    bus.send("heard", text);
  }

  /** Breaks the rule that whoever takes a Message refuses it and does not throw. */
  @Incoming("fragile")
  public CompletionStage<Void> take(Message<String> message) {
    if (message.getPayload().startsWith("bad")) {
      throw new IllegalStateException("broken by " + message.getPayload());
    }
    return message.ack();
  }
}
