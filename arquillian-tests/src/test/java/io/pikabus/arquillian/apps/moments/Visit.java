package io.pikabus.arquillian.apps.moments;

import io.pikabus.arquillian.parts.Records;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;

/** A collaborator of one request: counts how often it is asked. */
@RequestScoped
public class Visit {
  @Inject Records records;
  private int count;

  public int count() {
    return ++count;
  }

  @PreDestroy
  void end() {
    records.add("ended", "after " + count);
  }
}
