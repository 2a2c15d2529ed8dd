package io.pikabus.arquillian.apps.competing;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Handles nothing: each of its methods would get what is meant for another. */
@ApplicationScoped
public class Competing {

  @Incoming("first")
  public void first(String text) {
    throw new IllegalStateException(text);
  }

  @Incoming("second")
  public void second(String text) {
    throw new IllegalStateException(text);
  }

  @Incoming("third")
  public void third(String text) {
    throw new IllegalStateException(text);
  }
}
