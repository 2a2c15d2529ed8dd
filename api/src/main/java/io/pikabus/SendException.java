package io.pikabus;

import io.pikabus.text.Printable;

/** A message was not confirmed. {@link #outcome()} says what is known about it. */
public final class SendException extends PikaBusException {
  private static final long serialVersionUID = 1L;

  private final SendOutcome outcome;

  /**
   * A message was not confirmed.
   *
   * @param what the message, as a noun: {@code command 7b1… to queue 'orders'}
   */
  public SendException(String what, SendOutcome outcome) {
    super(describe(what, outcome), null);
    this.outcome = outcome;
  }

  /** The same failure, seen by the thread that waited for it: its stack trace is the caller's. */
  public SendException(SendException failure) {
    super(failure.getMessage(), failure);
    this.outcome = failure.outcome;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** Never {@link SendOutcome.Confirmed}. */
  public SendOutcome outcome() {
    return outcome;
  }

  private static String describe(String what, SendOutcome outcome) {
    if (outcome instanceof SendOutcome.Unroutable unroutable) {
      return "%s was not delivered: no queue receives it (%d %s). Create the queue or its binding, or switch mandatory off for this message."
          .formatted(what, unroutable.replyCode(), Printable.of(unroutable.replyText()));
    }
    if (outcome instanceof SendOutcome.Refused refused) {
      return "%s was refused: %s".formatted(what, quoted(refused.reason()));
    }
    if (outcome instanceof SendOutcome.Unknown unsent && !unsent.mayHaveArrived()) {
      return "%s was not sent: %s. It can be sent again safely."
          .formatted(what, quoted(unsent.reason()));
    }
    if (outcome instanceof SendOutcome.Unknown unknown) {
      return "%s may have been delivered, or not (%s): %s. Sending it again may duplicate it."
          .formatted(what, unknown.cause(), quoted(unknown.reason()));
    }
    throw new IllegalArgumentException(what + " was confirmed: there is nothing to throw.");
  }

  /** A reason is a sentence of ours that may quote several texts. */
  private static String quoted(String reason) {
    return Printable.of(reason, 4 * Printable.LONGEST);
  }
}
