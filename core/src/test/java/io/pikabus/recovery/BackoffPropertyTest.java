package io.pikabus.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class BackoffPropertyTest {

  @Property
  void pauses_grow_to_a_bound_and_never_vanish(
      @ForAll int failures, @ForAll @DoubleRange(min = 0, max = 1) double jitter) {
    assertThat(Backoff.after(failures, jitter))
        .isBetween(Backoff.FIRST.dividedBy(2), Backoff.LONGEST)
        .isLessThanOrEqualTo(Backoff.after(Math.max(failures, 20), 1));
  }

  @Property
  void a_pause_is_never_shorter_than_the_one_before(
      @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE - 1) int failures) {
    assertThat(Backoff.after(failures + 1, 0)).isGreaterThanOrEqualTo(Backoff.after(failures, 0));
    assertThat(Backoff.after(failures, 0)).isLessThan(Backoff.after(failures, 1));
    assertThat(Backoff.after(20, 1)).isEqualTo(Backoff.LONGEST);
  }

  @Property
  void who_asks_alone_begins_with_the_usual_pause_and_doubles_it(
      @ForAll @LongRange(min = 1, max = 600_000) long first,
      @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE - 1) int failures) {
    Duration usual = Duration.ofMillis(first);
    Duration pause = Backoff.alone(usual, failures);
    assertThat(Backoff.alone(usual, 1)).isEqualTo(usual);
    assertThat(Backoff.alone(usual, failures + 1))
        .isIn(
            pause.multipliedBy(2),
            usual.compareTo(Backoff.LONGEST) > 0 ? usual : Backoff.LONGEST,
            usual.multipliedBy(512));
    assertThat(Backoff.alone(usual, failures + 1)).isGreaterThanOrEqualTo(pause);
  }

  @Property
  void a_login_that_was_accepted_before_is_tried_again_soon_and_then_ever_more_rarely(
      @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE - 1) int refusals,
      @ForAll @DoubleRange(min = 0, max = 1) double random) {
    assertThat(Backoff.refusedAgain(1, random))
        .isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(Backoff.refusedAgain(refusals, random))
        .isBetween(Duration.ofMillis(500), Backoff.REFUSED)
        .isLessThanOrEqualTo(Backoff.refusedAgain(refusals + 1, random));
  }

  @Property
  void an_account_is_not_locked_by_a_login_that_was_accepted_before(
      @ForAll @Size(value = 60) List<@DoubleRange(min = 0, max = 1) Double> randoms) {
    Duration passed = Duration.ZERO;
    int attempts = 0;
    while (passed.compareTo(Duration.ofMinutes(1)) < 0) {
      attempts++;
      passed = passed.plus(Backoff.refusedAgain(attempts, randoms.get(attempts)));
    }
    assertThat(attempts).isBetween(6, 8);
  }
}
