package io.pikabus.arquillian.apps.stubborn;

import io.pikabus.FailedMessage;
import io.pikabus.RetryDecision;
import io.pikabus.RetryPolicy;
import io.pikabus.arquillian.parts.Records;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** One retry later, one at once, whatever the settings say. */
@ApplicationScoped
public class TwoMoreTries implements RetryPolicy {
  @Inject Records records;

  @Override
  public RetryDecision decide(FailedMessage failed) {
    records.add(
        "decisions",
        "%d %s %s"
            .formatted(failed.failures(), failed.metadata().queue(), failed.cause().getMessage()));
    return switch (failed.failures()) {
      case 1 -> RetryDecision.retry(Duration.ofMillis(100));
      case 2 -> RetryDecision.retry(Duration.ZERO);
      default -> RetryDecision.giveUp();
    };
  }
}
