package io.pikabus;

/**
 * Decides what becomes of a message whose handling failed: it is tried again, given up, sent
 * elsewhere or discarded. A CDI bean of this type replaces the one that the settings describe; in
 * Java SE {@link PikaBusBuilder#retryPolicy} does.
 *
 * <p>Called on the channel's thread, after the transaction was rolled back; should be quick. If it
 * throws, or decides what cannot be done, the message goes to the error queue, and says why there.
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
