package io.pikabus.recovery;

import io.pikabus.FailedMessage;
import io.pikabus.PayloadException;
import io.pikabus.RetryDecision;
import io.pikabus.RetryPolicy;
import io.pikabus.config.RetrySettings;
import java.time.Duration;
import java.util.List;

/**
 * PikaBus's policy: the n-th retry comes after n × delay × backoff. What can never be handled is
 * not tried again: a body that cannot be decoded, and the exceptions that the settings name.
 */
public record LinearRetries(RetrySettings settings) implements RetryPolicy {

  @Override
  public RetryDecision decide(FailedMessage failed) {
    boolean exhausted = settings.most() >= 0 && failed.failures() > settings.most();
    return exhausted || isFinal(failed.cause())
        ? RetryDecision.giveUp()
        : RetryDecision.retry(pause(failed.failures()));
  }

  private Duration pause(int failures) {
    return settings.backoff() == 0
        ? settings.delay()
        : settings.delay().multipliedBy((long) failures * settings.backoff());
  }

  private boolean isFinal(Throwable cause) {
    return cause instanceof PayloadException || isNamed(cause, settings.never());
  }

  /** Whether its class or one above it has one of the names. */
  public static boolean isNamed(Throwable cause, List<String> names) {
    for (Class<?> type = cause.getClass(); type != null; type = type.getSuperclass()) {
      if (names.contains(type.getName())) {
        return true;
      }
    }
    return false;
  }
}
