package io.pikabus;

/**
 * Decides whether a failure is an outage, which is not the message's fault: then the message is
 * kept and tried again in place, its retries untouched, and its lane is paused until a message is
 * handled. A CDI bean of this type replaces the built-in rules and {@code pause-on}; {@code
 * pause-after-failures} holds beside it.
 *
 * <p>Called on the channel's thread; should be quick. If it throws, the built-in rules decide.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class Outages implements PausePolicy {
 *
 *   @Override
 *   public boolean pauses(FailedMessage failed) {
 *     return failed.cause() instanceof LedgerAway // yours
 *         || failed.cause() instanceof UnavailableException;
 *   }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface PausePolicy {

  /**
   * Decides about one failure.
   *
   * @return true if other messages would fail like this one
   */
  boolean pauses(FailedMessage failed);
}
