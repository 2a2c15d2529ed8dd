package io.pikabus.benchmark;

import java.util.List;

/**
 * A median and the range around it.
 *
 * @param low the least
 * @param high the greatest
 */
public record Spread(double median, double low, double high) {

  /** Of at least one number. */
  public static Spread of(List<Double> numbers) {
    List<Double> sorted = numbers.stream().sorted().toList();
    int half = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
  }
}
