package io.pikabus.documentation;

import io.pikabus.FailedMessage;
import io.pikabus.PausePolicy;
import io.pikabus.UnavailableException;
import jakarta.enterprise.context.ApplicationScoped;

/** What counts as an outage, as PausePolicy and the pages show it. */
@ApplicationScoped
public class Outages implements PausePolicy {

  @Override
  public boolean pauses(FailedMessage failed) {
    return failed.cause() instanceof LedgerAway // yours
        || failed.cause() instanceof UnavailableException;
  }
}
