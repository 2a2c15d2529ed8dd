package io.pikabus;

import java.io.Serializable;

/** What became of a message that was handed to the broker. */
public sealed interface SendOutcome extends Serializable {

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
   * No answer came in time. As long as time allowed, the message was sent again with the same
   * MessageId.
   *
   * @param reason what was waited for
   * @param mayHaveArrived false when the message was never written to the broker, so that sending
   *     it again cannot duplicate it
   */
  record Unknown(Cause cause, String reason, boolean mayHaveArrived) implements SendOutcome {

    /** An outcome of a message that the broker may have. */
    public Unknown(Cause cause, String reason) {
      this(cause, reason, true);
    }
  }

  /** Why the outcome is not known. */
  enum Cause {
    /** The connection went, or never came. */
    CONNECTION_LOST,
    /** The broker was connected and did not answer in time, or had blocked senders. */
    TIMED_OUT
  }
}
