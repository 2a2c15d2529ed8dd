package io.pikabus.benchmark.agent;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** Time by the clock and by the processor, and what is allocated, from one moment on. */
public final class Stopwatch {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final long allocated = allocated();
  private final long begin = System.nanoTime();
  private final long cpu = ProcessorTime.nanos();

  /** Runs now. */
  public static Stopwatch start() {
    return new Stopwatch();
  }

  /** What it took so far. */
  public Measurement stop(long messages) {
    return stop(messages, 0);
  }

  /**
   * What it took so far.
   *
   * @param median seconds of one operation
   */
  public Measurement stop(long messages, double median) {
    return new Measurement(
        (System.nanoTime() - begin) / 1e9,
        (ProcessorTime.nanos() - cpu) / 1e9,
        Math.max(0, allocated() - allocated),
        messages,
        median);
  }

  /** By the threads that live; -1 for one that has just ended. */
  private static long allocated() {
    return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
        .filter(octets -> octets > 0)
        .sum();
  }
}
