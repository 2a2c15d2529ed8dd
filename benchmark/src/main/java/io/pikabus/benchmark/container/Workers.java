package io.pikabus.benchmark.container;

import io.pikabus.benchmark.agent.Measurement;
import io.pikabus.benchmark.agent.Order;
import io.pikabus.benchmark.agent.Stopwatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Several threads that do the same, until so many are done. */
public final class Workers {

  /** As many as the issue says. */
  public static final int COUNT = 8;

  private Workers() {}

  /** What one of them does. */
  public interface Work {
    /** Does the next one. */
    void next() throws Exception;
  }

  /** Makes the work of one of them; its own channel, say. */
  public interface Beginning {
    /** On the worker's thread. */
    Work begin() throws Exception;
  }

  /** Counts what they do. */
  public static Measurement measure(Order order, Beginning beginning) throws Exception {
    Stopwatch watch = Stopwatch.start();
    run(order.count(), beginning);
    return watch.stop(order.count());
  }

  /** Returns when so many are done. */
  public static void run(int count, Beginning beginning) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(COUNT);
    AtomicInteger left = new AtomicInteger(count);
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < COUNT; i++) {
        ends.add(
            threads.submit(
                () -> {
                  Work work = beginning.begin();
                  while (left.getAndDecrement() > 0) {
                    work.next();
                  }
                  return true;
                }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
