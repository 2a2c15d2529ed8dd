package io.pikabus.arquillian.apps.moments;

import io.pikabus.arquillian.parts.Records;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** A handler that is itself of the request. */
@RequestScoped
public class ScopedHandler {
  @Inject Records records;
  private int handled;

  @Incoming("itself")
  public void handle(String text) {
    handled++;
    records.add("itself", text + " " + handled);
  }
}
