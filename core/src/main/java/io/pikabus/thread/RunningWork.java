package io.pikabus.thread;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Work that has a thread to itself, and perhaps only borrows it: it is interrupted, and waited for,
 * by way of the work and not of the thread. Called from any thread.
 */
public final class RunningWork implements Runnable {

  private final Runnable work;
  private final CountDownLatch ended = new CountDownLatch(1);

  /** That works on it now. */
  @GuardedBy("this")
  private @Nullable Thread thread;

  /** Before there was a thread. */
  @GuardedBy("this")
  private boolean interrupted;

  RunningWork(Runnable work) {
    this.work = work;
  }

  /** On its thread, once. */
  @Override
  public void run() {
    begin();
    try {
      work.run();
    } finally {
      end();
    }
  }

  private synchronized void begin() {
    thread = Thread.currentThread();
    if (interrupted) {
      thread.interrupt();
    }
  }

  private synchronized void end() {
    thread = null;
    ended.countDown();
  }

  /** Interrupts the work, also before its thread has begun; never what the thread does after it. */
  public synchronized void interrupt() {
    if (thread != null) {
      thread.interrupt();
    }
    interrupted = true;
  }

  /**
   * Waits until the work has ended.
   *
   * @return false when it took longer
   */
  public boolean awaitEnd(Duration timeout) throws InterruptedException {
    return ended.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits until the work has ended, however long it takes. */
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }
}
