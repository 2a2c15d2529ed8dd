package io.pikabus.benchmark;

import java.util.List;

/** When a JVM is warm: once it no longer gets faster. Pure. */
final class WarmUp {

  private static final int LEAST = 4;
  private static final int MOST = 15;
  private static final int LAST = 2;
  private static final double FASTER = 1.07;

  private WarmUp() {}

  /**
   * Whether it is over.
   *
   * @param rates of the runs so far, each long enough to be one
   */
  static boolean isOver(List<Double> rates) {
    if (rates.size() < LEAST || rates.size() >= MOST) {
      return rates.size() >= MOST;
    }
    int last = rates.size() - LAST;
    return best(rates.subList(last, rates.size())) <= FASTER * best(rates.subList(0, last));
  }

  private static double best(List<Double> rates) {
    return rates.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }
}
