package io.pikabus.messaging;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.thread.Threads;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/**
 * The demand for messages of a source that makes them as fast as it is asked: a method with
 * {@code @Outgoing} alone. It is asked when its web module is up, on a thread of the channel and in
 * the context of the module, for {@value #WINDOW} messages and then for one more for each that is
 * settled; after a failure later and later. The runtime runs the method on the thread that asks: it
 * may block, and is interrupted when the application stops.
 *
 * <p>Threads: the runtime begins, whoever settles a message says so, the servlet container starts
 * and stops. Every method holds the monitor, and none calls the subscription under it.
 */
final class PacedDemand {

  /** How many messages may be on their way to the broker. */
  static final int WINDOW = 64;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final int DOUBLINGS = 9;

  private final String channel;
  private final ClassLoader home;
  private final Threads threads;

  @GuardedBy("this")
  private @Nullable Subscription subscription;

  @GuardedBy("this")
  private WebModules.@Nullable Module module;

  @GuardedBy("this")
  private @Nullable ScheduledExecutorService thread;

  @GuardedBy("this")
  private boolean stopped;

  @GuardedBy("this")
  private int failures;

  /**
   * Makes a demand that has not begun.
   *
   * @param home the class loader of the method's bean
   */
  PacedDemand(String channel, ClassLoader home, Threads threads) {
    this.channel = channel;
    this.home = home;
    this.threads = threads;
  }

  /** The pause before the next message is asked for. Pure. */
  static Duration pause(int failures) {
    if (failures == 0) {
      return Duration.ZERO;
    }
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS));
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  void begin(Subscription source) {
    synchronized (this) {
      subscription = source;
    }
    tryToStart();
  }

  /** A module is up; perhaps the one of the method. */
  synchronized void tryToStart() {
    Subscription source = subscription;
    if (source == null || thread != null || stopped) {
      return;
    }
    WebModules.Module up = WebModules.of(home);
    if (up == null) {
      return;
    }
    module = up;
    thread = executor();
    ask(WINDOW, Duration.ZERO);
  }

  private ScheduledExecutorService executor() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(1, threads.named("pikabus-source-" + channel));
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return executor;
  }

  /** A message has been confirmed, taken into a transaction, or refused. */
  synchronized void settled(boolean succeeded) {
    failures = succeeded ? 0 : failures + 1;
    ask(1, pause(failures));
  }

  private synchronized void ask(int count, Duration pause) {
    Subscription source = subscription;
    WebModules.Module up = module;
    if (source == null || up == null || thread == null || stopped) {
      return;
    }
    try {
      thread.schedule(
          () -> up.context().execute(() -> source.request(count)),
          pause.toMillis(),
          TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException ending) {
      // It stops at this moment, and nothing more is wanted.
      stopped = true;
    }
  }

  synchronized boolean worksIn(ClassLoader stopping) {
    return module != null && module.loader().equals(stopping);
  }

  /** Asks for nothing more; a method that waits is interrupted. */
  void stop() {
    Subscription source;
    synchronized (this) {
      stopped = true;
      source = subscription;
      subscription = null;
      if (thread != null) {
        thread.shutdownNow();
      }
    }
    if (source != null) {
      source.cancel();
    }
  }
}
