package io.pikabus.store;

import io.pikabus.transaction.PostCommitSender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The results of a batch's messages, as they come. */
public final class BatchResults {
  private final String batch;
  private final boolean ordered;
  private final List<Integer> positions = new ArrayList<>();
  private final List<CompletableFuture<PostCommitSender.Result>> results = new ArrayList<>();

  /** None yet. */
  public BatchResults(String batch, boolean ordered) {
    this.batch = batch;
    this.ordered = ordered;
  }

  /** The name of the batch. */
  public String batch() {
    return batch;
  }

  /** For the message at the next position. */
  public void add(CompletableFuture<PostCommitSender.Result> result) {
    add(positions.isEmpty() ? 0 : positions.get(positions.size() - 1) + 1, result);
  }

  /** Positions may have gaps, in a table that others write. */
  public void add(int position, CompletableFuture<PostCommitSender.Result> result) {
    positions.add(position);
    results.add(result);
  }

  /** Completed when every message has its result. */
  public CompletableFuture<BatchOutcome> settled() {
    return CompletableFuture.allOf(results.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done ->
                BatchOutcome.of(
                        batch, ordered, results.stream().map(CompletableFuture::join).toList())
                    .at(positions));
  }

  /**
   * Likewise for a batch from the table: what was tried in vain is not tried again at once.
   *
   * @param untried the result of messages that were not handed to the broker
   */
  public CompletableFuture<BatchOutcome> settledAgain(PostCommitSender.Result untried) {
    return settled()
        .thenApply(
            batchOutcome ->
                batchOutcome instanceof BatchOutcome.Released
                        && results.stream().map(CompletableFuture::join).noneMatch(untried::equals)
                    ? new BatchOutcome.Postponed(batch)
                    : batchOutcome);
  }
}
