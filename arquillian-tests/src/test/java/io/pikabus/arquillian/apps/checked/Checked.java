package io.pikabus.arquillian.apps.checked;

import io.pikabus.PikaBus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.streams.operators.ReactiveStreams;
import org.eclipse.microprofile.reactive.streams.operators.SubscriberBuilder;

/** A channel that cannot be broken, and one that a message breaks. */
@ApplicationScoped
public class Checked {
  @Inject PikaBus bus;

  @Incoming("sound")
  public void hear(String text) {
    bus.send("heard", text);
  }

  /** A stream of the application's own, which ends with its first failure. */
  @Incoming("fragile")
  public SubscriberBuilder<Message<String>, Void> take() {
    return ReactiveStreams.<Message<String>>builder()
        .forEach(
            message -> {
              if (message.getPayload().startsWith("bad")) {
                throw new IllegalStateException("broken by " + message.getPayload());
              }
              message.ack();
            });
  }
}
