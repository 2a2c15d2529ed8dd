package io.pikabus.benchmark.agent;

import java.util.Arrays;

/** How long single operations took. For one thread. */
public final class Latencies {

  private final long[] nanos;
  private int size;

  /** For so many. */
  public Latencies(int count) {
    nanos = new long[count];
  }

  /** Notes one. */
  public void add(long taken) {
    nanos[size++] = taken;
  }

  /** In seconds. */
  public double median() {
    long[] sorted = Arrays.copyOf(nanos, size);
    Arrays.sort(sorted);
    return sorted[size / 2] / 1e9;
  }
}
