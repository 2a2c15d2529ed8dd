package io.pikabus.benchmark.agent;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Times a consumer to its last message, and not from its first: a container that has just started
 * is cold, whoever's it is. Called from any thread.
 */
public final class Arrivals {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** Of the messages, one of so many is for warming up. */
  private static final int WARMING = 4;

  private final int expected;
  private final int warming;
  private final AtomicInteger handled = new AtomicInteger();
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile @Nullable Stopwatch watch;

  /** For so many messages; at least four. */
  public Arrivals(int expected) {
    this.expected = expected;
    this.warming = expected / WARMING;
  }

  /** A message is done. */
  public void end() {
    int count = handled.incrementAndGet();
    if (count == warming) {
      watch = Stopwatch.start();
    }
    if (count == expected) {
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
      throw new IllegalStateException("There were too few messages to measure.");
    }
    return running.stop(expected - warming);
  }
}
