package io.pikabus.store;

import io.pikabus.protocol.Envelope;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How much may be in memory and on its way at once: some thousands of small messages, or some
 * megabytes of large ones. Called from any thread.
 */
public final class InFlightBudget {

  /** What a message costs at least, in KiB: its objects and headers. */
  private static final int LEAST = 4;

  private static final int KIBIBYTE = 1024;

  private final int most;
  private final Semaphore free;

  /** All of it is free. */
  public InFlightBudget(int kibibytes) {
    this.most = kibibytes;
    this.free = new Semaphore(kibibytes);
  }

  /** What a message takes; never more than all there is, so that the largest can go alone. */
  public int cost(Envelope envelope) {
    return Math.min(most, LEAST + envelope.body().length / KIBIBYTE);
  }

  /** What messages take together, which may be more than there is. */
  public int cost(List<Envelope> envelopes) {
    long sum = envelopes.stream().mapToLong(this::cost).sum();
    return (int) Math.min(Integer.MAX_VALUE, sum);
  }

  /** Takes so much, if it is free. */
  public boolean tryTake(int cost) {
    return cost <= most && free.tryAcquire(cost);
  }

  /**
   * Takes so much, and waits for it.
   *
   * @return false when it was not free in time
   */
  public boolean take(int cost, long nanoseconds) throws InterruptedException {
    return free.tryAcquire(cost, nanoseconds, TimeUnit.NANOSECONDS);
  }

  /** What was taken is free again. */
  public void giveBack(int cost) {
    free.release(cost);
  }
}
