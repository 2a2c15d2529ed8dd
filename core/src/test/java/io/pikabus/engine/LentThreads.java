package io.pikabus.engine;

import io.pikabus.thread.Threads;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Threads that belong to somebody else, as a container's work manager lends them: each does some
 * work, and is given back.
 */
final class LentThreads implements Threads, AutoCloseable {

  static final String OWNER = "lent-";

  /** What was asked for, by name. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger busy = new AtomicInteger();
  private final ExecutorService owned =
      Executors.newCachedThreadPool(work -> new Thread(work, OWNER + count.incrementAndGet()));

  @Override
  public ThreadFactory named(String name) {
    return work -> {
      asked.add(name);
      return new Lent(work);
    };
  }

  /** How many are lent now. */
  int busy() {
    return busy.get();
  }

  /** Never started itself: it stands for whichever thread works. */
  private final class Lent extends Thread {
    private final Runnable work;
    private @Nullable Thread worker;

    Lent(Runnable work) {
      this.work = work;
    }

    @Override
    public void start() {
      busy.incrementAndGet();
      owned.execute(this::lend);
    }

    private void lend() {
      lentTo(Thread.currentThread());
      try {
        work.run();
      } finally {
        lentTo(null);
        Thread.interrupted();
        busy.decrementAndGet();
      }
    }

    private synchronized void lentTo(@Nullable Thread thread) {
      worker = thread;
    }

    @Override
    public synchronized void interrupt() {
      if (worker != null) {
        worker.interrupt();
      }
    }
  }

  @Override
  public void close() {
    owned.shutdownNow();
  }
}
