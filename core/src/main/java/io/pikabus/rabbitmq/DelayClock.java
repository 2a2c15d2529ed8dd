package io.pikabus.rabbitmq;

import io.pikabus.log.Repetitions;
import io.pikabus.text.Printable;
import io.pikabus.thread.Threads;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Takes each step with a delayed message at its time, on a thread of its own; a step that fails is
 * taken again, later and later. For any thread.
 */
final class DelayClock implements Executor {

  private static final System.Logger LOG = System.getLogger("io.pikabus.delay");

  private static final Duration FORGET = Duration.ofSeconds(5);

  private final DelaysInHand inHand;
  private final Notice notice;
  private final Repetitions repetitions = new Repetitions(3);
  private final ScheduledThreadPoolExecutor clock;

  /**
   * Begins.
   *
   * @param inHand gets a timer for each step; those of lost messages end soon
   * @param notice says that a step failed
   */
  DelayClock(Threads threads, DelaysInHand inHand, Notice notice) {
    this.inHand = inHand;
    this.notice = notice;
    this.clock = new ScheduledThreadPoolExecutor(1, threads.named("pikabus-clock"));
    clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    clock.setRemoveOnCancelPolicy(true);
    var forgetting =
        clock.scheduleWithFixedDelay(
            inHand::forgetLost, FORGET.toMillis(), FORGET.toMillis(), TimeUnit.MILLISECONDS);
    LOG.log(System.Logger.Level.TRACE, "Keeping time: {0}", forgetting);
  }

  /** Now, on the clock's thread. */
  @Override
  public void execute(Runnable step) {
    clock.execute(step);
  }

  /** Holds a message until its step. Rounded up: never early. */
  void schedule(Delivery delivery, Duration remaining, Runnable then) {
    long millis = remaining.plusNanos(999_999).toMillis();
    inHand.hold(delivery);
    Runnable step = () -> guarded(delivery, then);
    inHand.timed(delivery, clock.schedule(step, millis, TimeUnit.MILLISECONDS));
  }

  /**
   * Takes a step on the calling thread. The last resort: whatever somebody wrote into a message
   * must not end a thread of ours, nor leave the message in nobody's hands. The same step is tried
   * again, later and later.
   */
  void guarded(Delivery delivery, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error unexpected) {
      boolean isNew = notice.set("A delayed message cannot be processed; see the log.");
      repetitions
          .next("unexpected " + unexpected.getClass())
          .ifPresent(
              more ->
                  LOG.log(
                      isNew ? System.Logger.Level.ERROR : System.Logger.Level.WARNING,
                      "A delayed message cannot be processed; it is tried again: "
                          + Printable.of(unexpected)
                          + more,
                      unexpected));
      schedule(delivery, inHand.pause(delivery), step);
    }
  }

  /** No step is begun any more; what is given to it is rejected. */
  void stop() {
    clock.shutdownNow();
  }
}
