package io.pikabus.benchmark;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/** What else the machine does: its load, and the processor time of the broker that we started. */
public final class Load {

  private Load() {}

  /** Runnable threads in the last minute. */
  public static double average() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** Of the Erlang machines below this process; 0 where the broker is not ours. */
  static double brokerSeconds() {
    return ProcessHandle.current()
            .descendants()
            .filter(process -> process.info().command().orElse("").contains("beam"))
            .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
            .reduce(Duration.ZERO, Duration::plus)
            .toMillis()
        / 1e3;
  }
}
