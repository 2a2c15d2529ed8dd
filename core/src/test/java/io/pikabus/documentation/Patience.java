package io.pikabus.documentation;

import io.pikabus.FailedMessage;
import io.pikabus.PayloadException;
import io.pikabus.RetryDecision;
import io.pikabus.RetryPolicy;
import io.pikabus.RolledBackException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** A policy of one's own, as RetryPolicy and the pages show it. */
@ApplicationScoped
public class Patience implements RetryPolicy {

  @Override
  public RetryDecision decide(FailedMessage failed) {
    if (failed.cause() instanceof RolledBackException) {
      return RetryDecision.retry(Duration.ofSeconds(1)); // a deadlock, say
    }
    if (failed.cause() instanceof PayloadException || failed.failures() > 3) {
      return RetryDecision.giveUp();
    }
    return RetryDecision.retry(Duration.ofMinutes(failed.failures()));
  }
}
