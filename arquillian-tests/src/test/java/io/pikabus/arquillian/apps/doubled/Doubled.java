package io.pikabus.arquillian.apps.doubled;

import io.pikabus.FailedMessage;
import io.pikabus.RetryDecision;
import io.pikabus.RetryPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Handles nothing: nobody can know which of its policies counts. */
@ApplicationScoped
public class Doubled {

  @Incoming("doubled")
  public void take(String text) {
    throw new IllegalStateException(text);
  }

  /** One policy. */
  @ApplicationScoped
  public static class First implements RetryPolicy {
    @Override
    public RetryDecision decide(FailedMessage failed) {
      return RetryDecision.giveUp();
    }
  }

  /** Another. */
  @ApplicationScoped
  public static class Second implements RetryPolicy {
    @Override
    public RetryDecision decide(FailedMessage failed) {
      return RetryDecision.discard();
    }
  }
}
