package io.pikabus.rabbitmq;

import com.rabbitmq.client.AMQP;
import io.pikabus.recovery.Backoff;
import java.time.Duration;

/**
 * Why a queue is not consumed, in words that say what to do, and how soon it is worth trying again.
 *
 * @param lasting whether it lasts until a person does something
 * @param unanswered whether the broker said nothing
 */
record ConsumeRefusal(String reason, boolean lasting, boolean unanswered) {

  /** Reads what the broker replied. */
  static ConsumeRefusal of(String queue, String user, Throwable failure) {
    String reply = CloseReasons.describe(failure);
    return switch (CloseReasons.code(failure)) {
      case AMQP.RESOURCE_LOCKED ->
          new ConsumeRefusal(
              "Queue '%s' is exclusive to another connection, and only that one can consume it. Name another queue, or close that connection. (%s)"
                  .formatted(queue, reply),
              true,
              false);
      case AMQP.ACCESS_REFUSED ->
          new ConsumeRefusal(accessRefused(queue, user, reply), true, false);
      case AMQP.PRECONDITION_FAILED ->
          new ConsumeRefusal(
              reply.contains("stream_queue")
                  ? "Queue '%s' is a stream. A stream cannot take back a message that was not handled, so pikabus does not consume it. Name a quorum or classic queue. (%s)"
                      .formatted(queue, reply)
                  : CloseReasons.sentence(reply),
              true,
              false);
      default ->
          new ConsumeRefusal(
              CloseReasons.isSilence(failure)
                  ? "The broker did not answer in time over queue '%s', though it is connected. Perhaps the node that has the queue is away or hangs, or the queue has no majority. (%s)"
                      .formatted(queue, reply)
                  : CloseReasons.sentence(reply),
              false,
              CloseReasons.isSilence(failure));
    };
  }

  private static String accessRefused(String queue, String user, String reply) {
    if (reply.contains("in exclusive use")) {
      return "Another consumer has queue '%s' for itself. It is tried again until that one leaves. (%s)"
          .formatted(queue, reply);
    }
    return reply.contains("'" + queue + "'")
        ? "User %s may not consume queue '%s'. Give it read on the queue. (%s)"
            .formatted(user, queue, reply)
        : CloseReasons.sentence(reply);
  }

  /**
   * The pause before the next attempt.
   *
   * @param failures in a row, from 1
   * @param random from 0 to 1
   */
  Duration pause(int failures, double random) {
    return lasting ? Backoff.refused(failures, random) : Backoff.after(failures, random);
  }
}
