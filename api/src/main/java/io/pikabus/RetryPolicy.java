package io.pikabus;

/**
 * Decides what becomes of a message whose handling failed. A CDI bean of this type replaces the one
 * that the settings describe. Called on the channel's thread; should be quick, and must not throw.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class Patience implements RetryPolicy {
 *
 *   @Override
 *   public RetryDecision decide(FailedMessage failed) {
 *     if (failed.cause() instanceof RolledBackException) {
 *       return RetryDecision.retry(Duration.ofSeconds(1)); // a deadlock, say
 *     }
 *     if (failed.cause() instanceof PayloadException || failed.failures() > 3) {
 *       return RetryDecision.giveUp();
 *     }
 *     return RetryDecision.retry(Duration.ofMinutes(failed.failures()));
 *   }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface RetryPolicy {

  /** Decides about one failure. */
  RetryDecision decide(FailedMessage failed);
}
