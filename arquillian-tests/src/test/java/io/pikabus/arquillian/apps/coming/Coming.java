package io.pikabus.arquillian.apps.coming;

import io.pikabus.PikaBus;
import io.pikabus.arquillian.parts.Loaders;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Uses all that the connector has: what comes in goes out three times, once after a while. */
@ApplicationScoped
public class Coming {
  private static final Duration WHILE = Duration.ofMillis(300);

  @Inject
  @Channel("going")
  Emitter<String> going;

  @Inject PikaBus bus;

  void begin(@Observes @Initialized(ApplicationScoped.class) Object event) {
    Loaders.register(Coming.class.getClassLoader());
  }

  @Incoming("coming")
  @Transactional
  public void come(String text) {
    bus.send("gone", "sent " + text);
    going.send("emitted " + text);
    bus.defer("gone", "deferred " + text, WHILE);
  }
}
