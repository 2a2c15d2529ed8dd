package io.pikabus.arquillian.apps.stubborn;

import io.pikabus.arquillian.parts.Records;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Never succeeds. */
@ApplicationScoped
public class Stubborn {
  @Inject Records records;

  @Incoming("stubborn")
  public void fail(String text) {
    records.add("handled", text);
    throw new IllegalStateException("not " + text);
  }
}
