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

  /**
   * Returns when all messages are confirmed.
   *
   * @throws SendException for the first that was not, with the others suppressed in it
   */
  static void confirmed(List<TransactionalMessage> messages) {
    List<CompletableFuture<SendOutcome>> outcomes = new ArrayList<>();
    TransactionalMessage.together(messages, message -> outcomes.add(message.publish()));
    SendException failure = null;
    int confirmed = 0;
    for (int i = 0; i < outcomes.size(); i++) {
      SendOutcome outcome = outcomes.get(i).join();
      if (outcome instanceof SendOutcome.Confirmed) {
        confirmed++;
        continue;
      }
      SendException one = new SendException(messages.get(i).envelope().describe(), outcome);
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
          messages.size(),
          failure.getMessage());
      throw failure;
    }
  }
}
