package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** When a message is published once more on another channel. */
class SecondChancePropertyTest {

  private static final long HOUR = 3_600_000;

  @Property
  void a_refused_message_is_published_at_most_twice_more_and_only_within_its_time(
      @ForAll @IntRange(min = 1, max = 100) int refusals,
      @ForAll @LongRange(min = -HOUR, max = HOUR) long left) {
    Optional<Duration> pause = SecondChance.afterRefusal(refusals, Duration.ofMillis(left));

    if (refusals > 2) {
      assertThat(pause).isEmpty();
    }
    pause.ifPresent(
        each -> assertThat(each).isBetween(Duration.ofMillis(300), Duration.ofMillis(left)));
  }

  @Property
  void a_message_with_time_left_gets_its_second_chance(
      @ForAll @IntRange(min = 1, max = 2) int refusals,
      @ForAll @LongRange(min = 1_001, max = HOUR) long left) {
    assertThat(SecondChance.afterRefusal(refusals, Duration.ofMillis(left))).isPresent();
  }

  @Property
  void each_writing_waits_twice_as_long_as_the_one_before(
      @ForAll @IntRange(min = 1, max = 10) int writings,
      @ForAll @LongRange(min = 0, max = HOUR) long millis) {
    Duration age = Duration.ofMillis(millis);

    assertThat(SecondChance.isOverdue(writings + 1, age.multipliedBy(2)))
        .isEqualTo(SecondChance.isOverdue(writings, age));
    if (age.compareTo(Duration.ofSeconds(6)) < 0) {
      assertThat(SecondChance.isOverdue(writings, age)).isFalse();
    }
  }

  @Property
  void nothing_overflows(@ForAll int writings, @ForAll @LongRange(min = 0) long nanos) {
    Duration age = Duration.ofNanos(nanos);

    assertThat(SecondChance.isOverdue(writings, age) && age.toSeconds() < 6).isFalse();
  }
}
