package io.pikabus.transaction;

import io.pikabus.SendException;
import io.pikabus.SendOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Publishes messages together: all are written before the first confirm is waited for. */
final class Flush {

  private static final System.Logger LOG = System.getLogger("io.pikabus.transaction");

  private Flush() {}

  /** A message, and what became of it. */
  record Published(TransactionalMessage message, SendOutcome outcome) {
    boolean isConfirmed() {
      return outcome instanceof SendOutcome.Confirmed;
    }
  }

  /** Returns when the outcome of each message is known; in the order of the messages. */
  static List<Published> publish(List<TransactionalMessage> messages) {
    List<CompletableFuture<SendOutcome>> outcomes = new ArrayList<>();
    TransactionalMessage.together(messages, message -> outcomes.add(message.publish()));
    List<Published> published = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      published.add(new Published(messages.get(i), outcomes.get(i).join()));
    }
    return published;
  }

  /**
   * Returns if all messages are confirmed.
   *
   * @throws SendException for the first that was not, with the others suppressed in it
   */
  static void requireConfirmed(List<Published> published) {
    SendException failure = null;
    int confirmed = 0;
    for (Published each : published) {
      if (each.isConfirmed()) {
        confirmed++;
        continue;
      }
      SendException one = new SendException(each.message().envelope().describe(), each.outcome());
      if (failure == null) {
        failure = one;
      } else {
        failure.addSuppressed(one);
      }
    }
    if (failure != null) {
      LOG.log(
          confirmed > 0 ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
          "{0} of {1} messages of a transaction are out, though it does not commit: {2}",
          confirmed,
          published.size(),
          failure.getMessage());
      throw failure;
    }
  }
}
