package io.pikabus.arquillian.apps.faulty;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Uses all channels of a configuration that has a fault in each. */
@ApplicationScoped
public class Wrong {
  @Inject
  @Channel("both")
  Emitter<String> both;

  @Inject
  @Channel("neither")
  Emitter<String> neither;

  @Incoming("misspelt")
  public void misspelt(String text) {}

  @Incoming("misvalued")
  public void misvalued(String text) {}
}
