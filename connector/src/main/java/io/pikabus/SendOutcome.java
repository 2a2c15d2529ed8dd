package io.pikabus;

/** What became of a message that was handed to the broker. */
public sealed interface SendOutcome {

  /** The broker has taken responsibility: durable queues have it on disk. */
  record Confirmed() implements SendOutcome {}

  /**
   * No queue wanted it. The broker does not have it.
   *
   * @param replyCode of the broker; 312 NO_ROUTE, 404 NOT_FOUND
   * @param replyText of the broker
   */
  record Unroutable(int replyCode, String replyText) implements SendOutcome {}

  /**
   * The broker said no: a full queue, a missing exchange, a message it cannot carry.
   *
   * @param reason what is known of the cause
   */
  record Refused(String reason) implements SendOutcome {}

  /**
   * No answer came. The broker may have it; it was sent again with the same MessageId as long as
   * time allowed.
   *
   * @param reason what was waited for
   */
  record Unknown(Cause cause, String reason) implements SendOutcome {}

  /** Why the outcome is not known. */
  enum Cause {
    /** The connection went, or never came. */
    CONNECTION_LOST,
    /** The broker was connected and did not answer in time, or had blocked senders. */
    TIMED_OUT
  }
}
