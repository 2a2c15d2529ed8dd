package io.pikabus.benchmark.agent;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Time by the clock and by the processor, from one moment on. */
public final class Stopwatch {

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final long begin = System.nanoTime();
  private final long cpu = SYSTEM.getProcessCpuTime();

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
        (SYSTEM.getProcessCpuTime() - cpu) / 1e9,
        messages,
        median);
  }
}
