package io.pikabus.benchmark.agent;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Times a consumer from its first message to its last, so that its start does not count. Called
 * from any thread.
 */
public final class Arrivals {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final int expected;
  private final AtomicInteger handled = new AtomicInteger();
  private final AtomicInteger begun = new AtomicInteger();
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile @Nullable Stopwatch watch;

  /** For so many messages. */
  public Arrivals(int expected) {
    this.expected = expected;
  }

  /** A handler was called. */
  public void begin() {
    if (begun.incrementAndGet() == 1) {
      watch = Stopwatch.start();
    }
  }

  /** A message is done. */
  public void end() {
    if (handled.incrementAndGet() == expected) {
      done.countDown();
    }
  }

  /** Waits for the last one. */
  public Measurement await() throws InterruptedException {
    awaitLast();
    return stop();
  }

  /** Waits for the last one, and until so many messages lie in the queue where they went. */
  public Measurement await(QueueDepth queue, long sent) throws Exception {
    awaitLast();
    queue.await(sent);
    return stop();
  }

  private void awaitLast() throws InterruptedException {
    if (!done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          "Only %d of %d messages were handled within %s."
              .formatted(handled.get(), expected, PATIENCE));
    }
  }

  private Measurement stop() {
    Stopwatch running = watch;
    if (running == null) {
      throw new IllegalStateException("A message was done that had not begun.");
    }
    return running.stop(expected);
  }
}
