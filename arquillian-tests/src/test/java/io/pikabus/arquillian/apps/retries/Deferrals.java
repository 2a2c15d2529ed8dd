package io.pikabus.arquillian.apps.retries;

import io.pikabus.PikaBus;
import io.pikabus.arquillian.parts.Gates;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;

/** Commands for later. */
@ApplicationScoped
public class Deferrals {
  @Inject PikaBus bus;
  @Inject Gates gates;

  @Transactional
  public void defer(String text, Duration delay, String queue) {
    bus.defer(queue, text, delay);
  }

  /** Waits at the gate {@code deferring} before it commits. */
  @Transactional
  public void deferSlowly(String text, Duration delay, String queue) {
    bus.defer(queue, text, delay);
    gates.pass("deferring");
  }

  @Transactional
  public void deferInVain(String text, Duration delay, String queue) {
    bus.defer(queue, text, delay);
    throw new IllegalStateException(text + " is not wanted");
  }
}
