package io.pikabus.errors;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which messages of the error queue are meant. All that is said must hold.
 *
 * @param ids beginnings of {@link FailureId}s, or whole MessageIds; empty when the others say it
 * @param queue where they failed
 * @param type their MessageType
 * @param since of their latest time; messages that tell none are not meant then
 * @param limit the first so many
 */
record Criteria(
    List<String> ids,
    @Nullable String queue,
    @Nullable String type,
    @Nullable Instant since,
    int limit) {

  Criteria {
    ids = List.copyOf(ids);
  }

  /** Whether everything but the ids and the limit holds. */
  boolean fits(Failure failure) {
    return (queue == null || queue.equals(failure.sourceQueue()))
        && (type == null || type.equals(failure.type()))
        && (since == null || failure.time() != null && !failure.time().isBefore(since));
  }

  /** Whether everything but the limit holds. */
  boolean means(Failure failure) {
    return fits(failure) && (ids.isEmpty() || ids.stream().anyMatch(id -> mayMean(id, failure)));
  }

  /** Whether an id may mean a message. */
  static boolean mayMean(String id, Failure failure) {
    return id.equals(failure.messageId()) || FailureId.isPrefix(id) && failure.id().startsWith(id);
  }
}
