package io.pikabus.arquillian.apps.shapes;

import io.pikabus.arquillian.parts.Records;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Has no proxy, so that a private method finds what is injected. */
@Dependent
public class Alone {
  @Inject Records records;

  @Incoming("alone")
  private void take(String text) {
    records.add("alone", text);
  }
}
