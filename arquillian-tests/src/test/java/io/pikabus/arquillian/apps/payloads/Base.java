package io.pikabus.arquillian.apps.payloads;

import io.pikabus.arquillian.parts.Records;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Leaves it to its subclasses what is taken. */
public abstract class Base<T> {
  @Inject Records records;

  @Incoming("as-inherited")
  public void take(T payload) {
    records.add("as-inherited", payload.getClass().getSimpleName());
  }
}
