package io.pikabus.errors;

import io.pikabus.BrokerException;
import io.pikabus.SendOutcome;
import io.pikabus.errors.ErrorQueue.Contents;
import io.pikabus.errors.Selection.Retry;
import io.pikabus.rabbitmq.Browser.Found;
import io.pikabus.text.Printable;
import io.pikabus.time.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Sends messages of the error queue back. Each copy is confirmed before its original is
 * acknowledged, and a note in the queue says beforehand which are about to be sent: whatever moment
 * this process dies at, none is lost, and one that may be sent twice is marked the second time.
 */
final class RetryRun {

  /** What has just been done; a test dies behind each. */
  enum Step {
    NOTED,
    TAKEN,
    WRITTEN,
    ANSWERED,
    ACKNOWLEDGED,
    FINISHED,
    NOTE_REMOVED
  }

  /** How long messages that stay are held: less than a broker's acknowledgement timeout. */
  private static final Duration LONGEST_HOLD = Duration.ofMinutes(5);

  /** Passes through the queue that find nothing, before the rest is given up. */
  private static final int PATIENCE = 5;

  private static final Duration PAUSE = Duration.ofMillis(200);

  /** A note whose messages are gone for so long is of a retry that was cut off. */
  private static final Duration STALE = Duration.ofHours(1);

  private final ErrorQueue queue;
  private final Consumer<Step> steps;
  private final Consumer<String> out;
  private final long nanosEach;
  private final String run = UUID.randomUUID().toString();

  /** What is still to be sent, by id; several may have the same. */
  private final Map<String, Deque<Retry>> waiting = new LinkedHashMap<>();

  /** Confirmed in this pass. */
  private final Set<String> sent = new HashSet<>();

  /** Confirmed, and acknowledged on a channel that was lost: the broker may not know of it. */
  private final Set<String> unsure = new HashSet<>();

  private final List<RetryNote> notes;
  private final Map<String, Integer> occurrences = new HashMap<>();
  private int confirmed;
  private boolean unclear;
  private boolean progress;
  private volatile boolean stopped;
  private long nextSlot = System.nanoTime();

  /**
   * A run over what was seen.
   *
   * @param rate messages a second; 0 for as fast as it goes
   * @param out takes a line about each message
   */
  RetryRun(
      ErrorQueue queue,
      Contents seen,
      Selection selection,
      double rate,
      Consumer<Step> steps,
      Consumer<String> out) {
    this.queue = queue;
    this.steps = steps;
    this.out = out;
    this.nanosEach = rate > 0 ? (long) (1_000_000_000 / rate) : 0;
    this.notes = seen.notes();
    seen.failures().forEach(failure -> occurrences.merge(failure.id(), 1, Integer::sum));
    for (Retry retry : selection.retries()) {
      waiting.computeIfAbsent(retry.failure().id(), id -> new ArrayDeque<>()).add(retry);
    }
  }

  /** How many copies were confirmed. */
  int sent() {
    return confirmed;
  }

  /**
   * Sends all.
   *
   * @throws BrokerException when the broker is gone; what was not sent is still in the queue
   */
  void run() {
    if (waiting.isEmpty()) {
      return;
    }
    RetryNote note = new RetryNote(run, Instant.now(), waiting.keySet());
    SendOutcome noted = queue.publish(note.envelope(queue.bus()));
    if (!(noted instanceof SendOutcome.Confirmed)) {
      throw new BrokerException(
          "Nothing was sent: the note of this retry could not be put into queue '%s': %s"
              .formatted(queue.name(), describe(noted)),
          null);
    }
    steps.accept(Step.NOTED);
    boolean finished = false;
    for (int idle = 0; !finished && idle < PATIENCE; idle++) {
      LockSupport.parkNanos(PAUSE.multipliedBy(idle).toNanos());
      progress = false;
      finished = pass();
      idle = progress ? -1 : idle;
    }
    waiting.forEach(
        (id, rest) ->
            rest.forEach(gone -> fail(id, "it is not in the queue any more, or in other hands")));
    if (!finished) {
      waiting.clear();
      pass(); // For the note.
    }
  }

  /** Ends the run behind the message in hand; from any thread. */
  void stop() {
    stopped = true;
  }

  /**
   * Goes through the queue once.
   *
   * @return whether there is nothing left to do
   */
  private boolean pass() {
    Deadline end = Deadline.in(LONGEST_HOLD);
    sent.clear();
    try {
      Found own = null;
      while (!end.isOver()) {
        Found found = queue.next().orElse(null);
        if (found == null) {
          break;
        }
        RetryNote note = ErrorQueue.note(found).orElse(null);
        if (note != null && note.run().equals(run)) {
          own = found;
          break;
        }
        if (note != null) {
          removeIfStale(note, found);
        } else {
          take(found);
        }
      }
      if (own != null && waiting.isEmpty() && !unclear) {
        steps.accept(Step.FINISHED);
        queue.remove(own);
        steps.accept(Step.NOTE_REMOVED);
      }
      queue.giveBack();
      return own != null && waiting.isEmpty();
    } catch (BrokerException lost) {
      out.accept(Printable.of(lost.getMessage()));
      unsure.addAll(sent);
      queue.giveBack();
      return false;
    }
  }

  private void take(Found found) {
    Failure failure = queue.failure(found);
    String id = failure.id();
    boolean single = occurrences.getOrDefault(id, 1) == 1;
    if (single && unsure.contains(id)) {
      // The broker did not get to know of the first acknowledgement.
      queue.remove(found);
      return;
    }
    if (waiting.containsKey(id)) {
      pace();
    }
    if (stopped) {
      waiting.clear();
    }
    Deque<Retry> retries = waiting.get(id);
    if (retries == null) {
      queue.renewIfWorn(found);
      return;
    }
    steps.accept(Step.TAKEN);
    progress = true;
    Retry retry = retries.remove();
    if (retries.isEmpty()) {
      waiting.remove(id);
    }
    boolean twice = RetryNote.isListed(id, notes) || unsure.contains(id);
    CompletableFuture<SendOutcome> leaving =
        queue.begin(
            RetriedMessage.of(found.properties(), found.body(), queue.bus(), retry.to(), twice));
    steps.accept(Step.WRITTEN);
    SendOutcome outcome = leaving.join();
    steps.accept(Step.ANSWERED);
    if (outcome instanceof SendOutcome.Confirmed) {
      sent.add(id);
      confirmed++;
      out.accept(
          "%s sent to %s%s".formatted(id, retry.place(), twice ? " (possible duplicate)" : ""));
      queue.remove(found);
      steps.accept(Step.ACKNOWLEDGED);
    } else {
      unclear |= outcome instanceof SendOutcome.Unknown unknown && unknown.mayHaveArrived();
      fail(id, describe(outcome) + "; it stays in the error queue");
    }
  }

  private void fail(String id, String reason) {
    out.accept("%s not sent: %s".formatted(id, reason));
  }

  private void removeIfStale(RetryNote note, Found found) {
    boolean old = note.begun().isBefore(Instant.now().minus(STALE));
    if (old && note.ids().stream().noneMatch(occurrences::containsKey)) {
      queue.remove(found);
    }
  }

  private void pace() {
    long pause = nextSlot - System.nanoTime();
    while (pause > 0 && !stopped) {
      LockSupport.parkNanos(Math.min(pause, PAUSE.toNanos()));
      pause = nextSlot - System.nanoTime();
    }
    nextSlot = Math.max(nextSlot, System.nanoTime() - nanosEach) + nanosEach;
  }

  private static String describe(SendOutcome outcome) {
    if (outcome instanceof SendOutcome.Unroutable returned) {
      return "no queue took it (%d %s)"
          .formatted(returned.replyCode(), Printable.of(returned.replyText()));
    }
    if (outcome instanceof SendOutcome.Unknown unknown) {
      return (unknown.mayHaveArrived() ? "it may have arrived: " : "")
          + Printable.of(unknown.reason());
    }
    return outcome instanceof SendOutcome.Refused refused
        ? "the broker refused it: " + Printable.of(refused.reason())
        : "";
  }
}
