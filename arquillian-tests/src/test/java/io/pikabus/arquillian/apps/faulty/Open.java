package io.pikabus.arquillian.apps.faulty;

import jakarta.enterprise.context.Dependent;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Does not say what it takes. */
@Dependent
public class Open<T> {

  @Incoming("open")
  public void take(T payload) {}
}
