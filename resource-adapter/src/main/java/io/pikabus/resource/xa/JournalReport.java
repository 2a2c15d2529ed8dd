package io.pikabus.resource.xa;

import io.pikabus.JournalStatus;
import io.pikabus.journal.JournalFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Tells the state of the journal as an application sees it. Pure. */
final class JournalReport {

  /** After which somebody should look at a branch that nobody decides. */
  static final Duration LONG_IN_DOUBT = Duration.ofMinutes(1);

  private JournalReport() {}

  /**
   * How it is doing.
   *
   * @param reachable whether the broker takes messages
   */
  static JournalStatus of(
      JournalFigures figures, Flusher.Stuck stuck, boolean reachable, Instant now) {
    return JournalStatus.builder()
        .undelivered(figures.undelivered(), figures.oldestUndelivered())
        .undeliverable(stuck.count())
        .inDoubt(figures.prepared(), figures.oldestPrepared())
        .working(figures.failure() == null)
        .reason(String.join(" ", reasons(figures, stuck, reachable, now)))
        .build();
  }

  private static List<String> reasons(
      JournalFigures figures, Flusher.Stuck stuck, boolean reachable, Instant now) {
    List<String> reasons = new ArrayList<>();
    if (figures.failure() != null) {
      reasons.add(
          "The journal's disk failed (%s): transactions that send cannot be prepared or decided. Mend the disk, and restart the adapter."
              .formatted(figures.failure()));
    }
    if (stuck.count() > 0) {
      reasons.add(
          "Of %d branches that are committed, messages can be brought nowhere: %s."
              .formatted(stuck.count(), stuck.reason()));
    }
    Instant oldest = figures.oldestPrepared();
    if (oldest != null && oldest.plus(LONG_IN_DOUBT).isBefore(now)) {
      reasons.add(
          "Of %d branches that are prepared, the oldest has not been decided since %s. Its transaction manager decides it when it recovers: look whether recovery is on."
              .formatted(figures.prepared(), oldest));
    }
    if (figures.undelivered() > 0 && !reachable) {
      reasons.add(
          "The broker is away: what %d branches send leaves when it is back."
              .formatted(figures.undelivered()));
    }
    return reasons;
  }
}
