package io.pikabus.arquillian.apps.threads;

import io.pikabus.arquillian.parts.Records;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;

/** A bean without a scope of its own. */
@Dependent
public class Helper {
  @Inject Records records;

  void help(String topic) {
    records.add(topic, "helped");
  }

  @PreDestroy
  void gone() {
    records.add("helper", "destroyed");
  }
}
