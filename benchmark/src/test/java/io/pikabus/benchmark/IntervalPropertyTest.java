package io.pikabus.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What can be said of a ratio that was measured some times. */
class IntervalPropertyTest {

  @Property(tries = 100)
  void it_holds_the_estimate_and_goes_no_further_than_what_was_measured(
      @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = 0.01, max = 100) Double> ratios) {
    Interval interval = Interval.of(ratios);

    assertThat(interval.estimate()).isBetween(interval.low(), interval.high());
    assertThat(interval.low()).isGreaterThanOrEqualTo(Collections.min(ratios));
    assertThat(interval.high()).isLessThanOrEqualTo(Collections.max(ratios));
  }

  @Property(tries = 50)
  void the_order_of_the_rounds_does_not_move_the_estimate_and_scale_moves_all_alike(
      @ForAll @Size(min = 1, max = 20) List<@DoubleRange(min = 0.1, max = 10) Double> ratios,
      @ForAll @DoubleRange(min = 0.5, max = 4) double scale) {
    Interval interval = Interval.of(ratios);
    Interval scaled = Interval.of(ratios.stream().map(ratio -> ratio * scale).toList());

    assertThat(scaled.estimate()).isCloseTo(interval.estimate() * scale, within(1e-9));
    assertThat(scaled.low()).isCloseTo(interval.low() * scale, within(1e-9));
    assertThat(scaled.high()).isCloseTo(interval.high() * scale, within(1e-9));
    assertThat(Interval.of(ratios.stream().sorted().toList()).estimate())
        .isEqualTo(interval.estimate());
  }

  @Property(tries = 20)
  void one_slice_that_was_disturbed_does_not_carry_it_away(
      @ForAll @IntRange(min = 9, max = 30) int rounds) {
    List<Double> ratios =
        DoubleStream.concat(noise(new Random(rounds), rounds, 0.02), DoubleStream.of(50))
            .boxed()
            .toList();

    assertThat(Interval.of(ratios).high()).isLessThan(1.2);
  }

  @Example
  void the_truth_lies_in_it_nearly_always() {
    Random random = new Random(7);
    int held = 0;
    for (int trial = 0; trial < 100; trial++) {
      Interval interval = Interval.of(noise(random, 15, 0.2).boxed().toList());
      if (interval.low() <= 1 && interval.high() >= 1) {
        held++;
      }
    }

    assertThat(held).isGreaterThanOrEqualTo(90);
  }

  @Example
  void more_rounds_make_it_narrower() {
    Random random = new Random(7);

    assertThat(Interval.of(noise(random, 60, 0.2).boxed().toList()).width())
        .isLessThan(Interval.of(noise(random, 6, 0.2).boxed().toList()).width());
  }

  @Example
  void a_goal_within_it_is_neither_reached_nor_missed() {
    Interval ratio = new Interval(1, 0.9, 1.1);

    assertThat(Verdict.of(ratio, 0.9)).isEqualTo(Verdict.REACHED);
    assertThat(Verdict.of(ratio, 0.95)).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(Verdict.of(ratio, 1.1)).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(Verdict.of(ratio, 1.11)).isEqualTo(Verdict.MISSED);
  }

  @Example
  void rounds_end_when_the_interval_tells_or_is_narrow() {
    assertThat(outcome(0.9, 0.86, 1.1).isSettled()).as("reached").isTrue();
    assertThat(outcome(0.9, 0.86, 1.4).isSettled()).as("reached, and very wide").isFalse();
    assertThat(outcome(0.9, 0.80, 0.95).isSettled()).as("open").isFalse();
    assertThat(outcome(0.85, 0.83, 0.87).isSettled()).as("open, and narrow").isTrue();
  }

  private static Outcome outcome(double estimate, double low, double high) {
    return new Outcome("work", "raw", 0.85, new Interval(estimate, low, high), 5);
  }

  private static DoubleStream noise(Random random, int count, double size) {
    return DoubleStream.generate(() -> Math.exp(size * random.nextGaussian())).limit(count);
  }
}
