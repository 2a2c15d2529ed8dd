package io.pikabus.resource.xa;

import io.pikabus.journal.BranchId;
import io.pikabus.store.BatchOutcome;
import io.pikabus.time.Deadline;
import io.pikabus.transaction.PostCommitSender;
import io.pikabus.transaction.PostCommitSender.Result;
import io.pikabus.transaction.TransactionalMessage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Brings the messages of one branch to the broker, in as many attempts as it takes. It remembers
 * which are there, as long as the process lives, so that none of those is sent again. One attempt
 * at a time; its results may come on any thread.
 */
final class Delivery {

  private static final Result SAFE = new Result(PostCommitSender.Status.DELIVERED, "");

  private final BranchId branch;
  private final BitSet safe = new BitSet();
  private boolean tried;
  private int failures;

  /**
   * Nothing is known to be there.
   *
   * @param tried whether some may be, so that all are marked as possible duplicates
   */
  Delivery(BranchId branch, boolean tried) {
    this.branch = branch;
    this.tried = tried;
  }

  BranchId branch() {
    return branch;
  }

  /** Attempts in a row after which something was left. */
  synchronized int failures() {
    return failures;
  }

  /** It could not be read: one more attempt that was in vain; returns how many there were. */
  synchronized int unreadable() {
    return ++failures;
  }

  /**
   * Sends what is not there yet.
   *
   * @param messages of the branch, the same each time
   * @return completed when each has its end, never exceptionally
   */
  CompletableFuture<BatchOutcome> attempt(
      List<TransactionalMessage> messages, PostCommitSender sender) {
    BitSet before;
    boolean again;
    synchronized (this) {
      before = (BitSet) safe.clone();
      again = tried;
      tried = true;
    }
    List<CompletableFuture<Result>> results = new ArrayList<>(messages.size());
    List<TransactionalMessage> leaving = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      if (!before.get(i)) {
        leaving.add(again ? messages.get(i).possibleDuplicate() : messages.get(i));
      }
    }
    if (!leaving.isEmpty()) {
      Deadline deadline = leaving.get(0).deadline();
      TransactionalMessage.together(
          leaving, message -> results.add(sender.send(message, deadline)));
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> ended(messages.size(), results));
  }

  private synchronized BatchOutcome ended(int count, List<CompletableFuture<Result>> results) {
    List<Result> all = new ArrayList<>(count);
    int next = 0;
    for (int i = 0; i < count; i++) {
      if (safe.get(i)) {
        all.add(SAFE);
        continue;
      }
      Result result = results.get(next++).join();
      safe.set(i, result.isSafe());
      all.add(result);
    }
    BatchOutcome outcome = BatchOutcome.of(branch.toString(), false, all);
    failures = outcome instanceof BatchOutcome.Delivered ? 0 : failures + 1;
    return outcome;
  }
}
