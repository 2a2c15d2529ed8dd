package io.pikabus.bus;

import io.pikabus.BusStatus.State;
import io.pikabus.log.Repetitions;
import io.pikabus.text.Printable;
import io.pikabus.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The messages that a lane keeps, unacknowledged, while it goes on with others. Only so many: each
 * takes a place of the prefetch, and whoever has room for no more waits.
 *
 * <p>{@link #add} and {@link #kept} from any thread, the rest from the lane's.
 */
final class HeldDeliveries {

  private static final System.Logger LOG = System.getLogger("io.pikabus");

  /** Messages in hand beside the one that is handled, whatever the prefetch. */
  private static final int MOST = 16;

  private static final Duration LOOK = Duration.ofMillis(20);

  private final String queue;
  private final int most;
  private final ConcurrentLinkedQueue<HeldDelivery> arriving = new ConcurrentLinkedQueue<>();
  private final List<HeldDelivery> held = new ArrayList<>();

  /** Of those that are held or arriving. */
  private final AtomicInteger size = new AtomicInteger();

  private final Repetitions repetitions = new Repetitions(3);
  private volatile Optional<Kept> kept = Optional.empty();

  HeldDeliveries(String queue, int prefetch) {
    this.queue = queue;
    this.most = Math.min(MOST, prefetch / 2);
  }

  void add(HeldDelivery newcomer) {
    size.incrementAndGet();
    arriving.add(newcomer);
    if (!newcomer.reason().isEmpty()) {
      if (kept.isEmpty()) {
        // The lane's thread may be busy with a handler for long.
        kept = Optional.of(kept(1, newcomer));
      }
      tell(newcomer);
    }
  }

  /** Whether no other message can be taken in hand. */
  boolean isFull() {
    return size.get() > most;
  }

  /** What does not move, and why; empty if everything does. */
  Optional<Kept> kept() {
    return kept;
  }

  /**
   * Tries what it is time for, and waits for no answer.
   *
   * @return whether the handler was called: once at most, for that is what it has demand for
   */
  boolean attend() {
    return attend(true);
  }

  /** Tries what needs no handler: while the lane is paused. */
  void attendCopies() {
    attend(false);
  }

  private boolean attend(boolean withHandler) {
    for (HeldDelivery each = arriving.poll(); each != null; each = arriving.poll()) {
      held.add(each);
    }
    if (held.isEmpty()) {
      return false;
    }
    boolean called = !withHandler;
    for (HeldDelivery each : List.copyOf(held)) {
      if (each.delivery().isLost()) {
        // The broker delivers it again.
        remove(each);
      } else if (!each.callsHandlerNow()) {
        attend(each);
      } else if (!called) {
        called = true;
        attend(each);
      }
    }
    kept = describe();
    return called && withHandler;
  }

  private void attend(HeldDelivery each) {
    int failures = each.failures();
    if (each.attend()) {
      remove(each);
      tellDone(each);
    } else if (each.failures() > failures) {
      tell(each);
    }
  }

  private void remove(HeldDelivery each) {
    held.remove(each);
    size.decrementAndGet();
  }

  private Optional<Kept> describe() {
    List<HeldDelivery> stuck =
        held.stream()
            .filter(each -> !each.reason().isEmpty())
            .sorted(Comparator.comparing(HeldDelivery::since))
            .toList();
    if (!stuck.isEmpty()) {
      return Optional.of(kept(stuck.size(), stuck.get(0)));
    }
    return isFull()
        ? Optional.of(
            new Kept(
                State.STUCK,
                held.get(0).since(),
                "%d messages wait here for their next attempt, because the broker does not delay them, and the others wait behind."
                    .formatted(held.size()),
                null))
        : Optional.empty();
  }

  private Kept kept(int count, HeldDelivery oldest) {
    return new Kept(
        State.STUCK,
        oldest.since(),
        "%d %s of queue '%s' cannot be moved and %s kept unacknowledged%s: %s"
            .formatted(
                count,
                count == 1 ? "message" : "messages",
                Printable.of(queue),
                count == 1 ? "is" : "are",
                isFull() ? ", and the others wait behind" : "",
                oldest.reason()),
        null);
  }

  private void tell(HeldDelivery each) {
    repetitions
        .next(each.reason().replaceAll("[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}", ""))
        .ifPresent(
            more ->
                LOG.log(
                    System.Logger.Level.ERROR,
                    "Message {0} of queue {1} stays in it, unacknowledged, and is tried again: {2}{3}",
                    Printable.of(each.delivery().metadata().messageId()),
                    Printable.of(queue),
                    each.reason(),
                    more));
  }

  private void tellDone(HeldDelivery each) {
    if (each.failures() > 0) {
      repetitions
          .next("done")
          .ifPresent(
              more ->
                  LOG.log(
                      System.Logger.Level.INFO,
                      "Message {0} of queue {1} is where it belongs after {2} failed attempts.{3}",
                      Printable.of(each.delivery().metadata().messageId()),
                      Printable.of(queue),
                      each.failures(),
                      more));
    }
  }

  /** Waits for what is under way, so that it need not be done twice; begins nothing. */
  void finish(Duration patience) {
    Deadline deadline = Deadline.in(patience);
    held.addAll(arriving);
    arriving.clear();
    while (!deadline.isOver() && !Thread.currentThread().isInterrupted()) {
      held.removeIf(each -> !each.isUnderWay() || each.attend());
      if (held.isEmpty()) {
        break;
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
    kept = Optional.empty();
  }
}
