package io.pikabus.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * An estimate, and between which bounds the truth lies in 95 of 100 cases.
 *
 * @param estimate the median of what was measured
 */
public record Interval(double estimate, double low, double high) {

  private static final int RESAMPLES = 2000;
  private static final double BEYOND = 0.025;

  /** Drawn alike each time: the same numbers give the same interval. */
  private static final long SEED = 20_261_130;

  /** What was counted, not measured. */
  static Interval exact(double value) {
    return new Interval(value, value, value);
  }

  /**
   * Of the median, by the bootstrap: as many numbers are drawn from the measured ones, with
   * repetition, again and again; the bounds leave out the outermost 2.5 of 100 medians on each
   * side. The median, since one slice that something else disturbed would carry a mean away.
   *
   * @param numbers at least one
   */
  public static Interval of(List<Double> numbers) {
    double[] measured = numbers.stream().mapToDouble(Double::doubleValue).toArray();
    Random random = new Random(SEED);
    double[] medians = new double[RESAMPLES];
    double[] drawn = new double[measured.length];
    for (int i = 0; i < RESAMPLES; i++) {
      for (int j = 0; j < drawn.length; j++) {
        drawn[j] = measured[random.nextInt(measured.length)];
      }
      medians[i] = Spread.of(Arrays.stream(drawn).boxed().toList()).median();
    }
    Arrays.sort(medians);
    int outermost = (int) (RESAMPLES * BEYOND);
    return new Interval(
        Spread.of(numbers).median(), medians[outermost], medians[RESAMPLES - 1 - outermost]);
  }

  /** Its length, as a part of the estimate. */
  double width() {
    return (high - low) / estimate;
  }
}
