package io.pikabus.documentation;

import io.pikabus.FailedMessage;
import io.pikabus.RetryDecision;
import io.pikabus.RetryPolicy;
import java.time.Duration;

/** A retry policy that tells kinds of failures apart. */
public class ParkingPolicy implements RetryPolicy {

  /** Of the application's own. */
  public static class UnknownCustomer extends Exception {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public RetryDecision decide(FailedMessage failed) {
    if (failed.channel().equals("prices")) {
      return RetryDecision.discard(); // The next price comes soon.
    }
    if (failed.cause() instanceof UnknownCustomer) {
      return RetryDecision.sendTo("customers-missing").withHeader("parked-by", failed.channel());
    }
    return failed.failures() < 3
        ? RetryDecision.retry(Duration.ofSeconds(10))
        : RetryDecision.giveUp();
  }
}
