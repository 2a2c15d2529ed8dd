package io.pikabus.thread;

import io.pikabus.log.Repetitions;
import io.pikabus.text.Printable;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thread with a name, which does what it is given, one after the other: at once, after a while,
 * or again and again. Work that throws is logged, by count, and ends nothing. What is given after
 * {@link #close} is not done. Called from any thread.
 */
public final class WorkThread implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  private final String name;
  private final ScheduledThreadPoolExecutor executor;
  private final Repetitions failures = new Repetitions(1);

  /** There is no thread before the first work. */
  public WorkThread(Threads threads, String name) {
    this.name = name;
    this.executor = new ScheduledThreadPoolExecutor(1, threads.named(name));
    executor.setRemoveOnCancelPolicy(true);
  }

  /** Does work once, as soon as it is its turn. */
  public void execute(Runnable work) {
    later(Duration.ZERO, work);
  }

  /**
   * Does work once.
   *
   * @return by which it can be cancelled; null when the thread has ended, and the work with it
   */
  public @Nullable Future<?> later(Duration pause, Runnable work) {
    return unlessEnded(
        () -> executor.schedule(guarded(work), pause.toNanos(), TimeUnit.NANOSECONDS));
  }

  /** Does work again and again, with a pause before each time. */
  public void every(Duration pause, Runnable work) {
    long nanos = pause.toNanos();
    unlessEnded(
        () -> executor.scheduleWithFixedDelay(guarded(work), nanos, nanos, TimeUnit.NANOSECONDS));
  }

  private static @Nullable Future<?> unlessEnded(Supplier<Future<?>> start) {
    try {
      return start.get();
    } catch (RejectedExecutionException ended) {
      return null;
    }
  }

  private Runnable guarded(Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (RuntimeException | Error failure) {
        failures
            .next(Printable.of(failure))
            .ifPresent(
                more ->
                    LOG.log(
                        System.Logger.Level.ERROR,
                        "Work on thread " + name + " failed; the thread goes on." + more,
                        failure));
      }
    };
  }

  /** Interrupts what it does, and drops the rest. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
