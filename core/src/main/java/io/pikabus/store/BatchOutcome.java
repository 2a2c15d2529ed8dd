package io.pikabus.store;

import io.pikabus.transaction.PostCommitSender;
import java.util.ArrayList;
import java.util.List;

/** What is to be written about a batch that was sent, or was to be. */
public sealed interface BatchOutcome {

  /** The batch it is about. */
  String batch();

  /** Whether there is something for the relay to do once this is written. */
  default boolean callsForRelay() {
    return !(this instanceof Delivered delivered) || delivered.ordered();
  }

  /**
   * The same of messages that lie at other positions than from 0.
   *
   * @param positions in the order of the messages
   */
  default BatchOutcome at(List<Integer> positions) {
    return this;
  }

  /**
   * All its messages are safe with the broker: the rows go.
   *
   * @param ordered whether others may wait behind it for the order of their key
   */
  record Delivered(String batch, boolean ordered) implements BatchOutcome {}

  /** No answer came; whoever can may try again at once. */
  record Released(String batch) implements BatchOutcome {}

  /** No answer came to a batch from the table; it is tried again after a pause that grows. */
  record Postponed(String batch) implements BatchOutcome {
    @Override
    public boolean callsForRelay() {
      return false;
    }
  }

  /** Some messages cannot be brought anywhere; they stay and are tried again later. */
  record Stuck(String batch, List<Failure> failures) implements BatchOutcome {
    public Stuck {
      failures = List.copyOf(failures);
    }

    @Override
    public BatchOutcome at(List<Integer> positions) {
      return new Stuck(
          batch,
          failures.stream()
              .map(each -> new Failure(positions.get(each.position()), each.reason()))
              .toList());
    }
  }

  /** Why a message cannot be delivered. */
  record Failure(int position, String reason) {}

  /**
   * What is to be written, given the ends of all messages of a batch, as if they lay at positions
   * from 0. Pure.
   */
  static BatchOutcome of(String batch, boolean ordered, List<PostCommitSender.Result> results) {
    List<Failure> failures = new ArrayList<>();
    for (int position = 0; position < results.size(); position++) {
      PostCommitSender.Result result = results.get(position);
      if (result.fate() == PostCommitSender.Status.UNKNOWN) {
        return new BatchOutcome.Released(batch);
      }
      if (result.fate() == PostCommitSender.Status.STUCK) {
        failures.add(new Failure(position, result.reason()));
      }
    }
    return failures.isEmpty()
        ? new BatchOutcome.Delivered(batch, ordered)
        : new BatchOutcome.Stuck(batch, failures);
  }
}
