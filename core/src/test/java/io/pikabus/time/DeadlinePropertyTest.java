package io.pikabus.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class DeadlinePropertyTest {

  private static final long HOUR = 3_600_000_000_000L;

  @Property
  void what_is_left_is_never_negative_and_zero_once_it_is_over(
      @ForAll @LongRange(min = -HOUR, max = HOUR) long nanos) {
    Deadline deadline = Deadline.in(Duration.ofNanos(nanos));

    assertThat(deadline.left()).isBetween(Duration.ZERO, Duration.ofNanos(Math.max(0, nanos)));
    assertThat(deadline.millisLeft()).isBetween(0L, Math.max(0, nanos) / 1_000_000 + 1);
    if (nanos <= 0) {
      assertThat(deadline.isOver()).isTrue();
      assertThat(deadline.millisLeft()).isZero();
    }
    if (deadline.isOver()) {
      assertThat(deadline.left()).isZero();
    }
  }

  /** The clock of {@code nanoTime} may begin anywhere, and passes its largest value. */
  @Property
  void of_two_the_earlier_and_the_later_are_found_wherever_the_clock_stands(
      @ForAll long clock, @ForAll @LongRange(min = 1, max = HOUR) long apart) {
    Deadline first = new Deadline(Duration.ZERO, clock);
    Deadline last = new Deadline(Duration.ZERO, clock + apart);

    assertThat(first.orEarlier(last)).isEqualTo(first);
    assertThat(last.orEarlier(first)).isEqualTo(first);
    assertThat(first.orLater(last)).isEqualTo(last);
    assertThat(last.orLater(first)).isEqualTo(last);
    assertThat(first.andThen(Duration.ofNanos(apart)).end()).isEqualTo(last.end());
  }
}
