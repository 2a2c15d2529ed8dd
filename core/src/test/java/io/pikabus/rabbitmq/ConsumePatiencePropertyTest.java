package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** How long a queue is waited for before it is consumed on another channel. */
class ConsumePatiencePropertyTest {

  private static ConsumePatience after(ConsumePatience first, int unanswered) {
    ConsumePatience patience = first;
    for (int i = 0; i < unanswered; i++) {
      patience = patience.longer();
    }
    return patience;
  }

  @Property
  void each_wait_is_as_long_as_the_one_before_or_longer_and_none_longer_than_the_clients(
      @ForAll boolean moved,
      @ForAll @IntRange(max = 1_000_000) int unanswered,
      @ForAll @LongRange(min = 1, max = 600_000) long most) {
    ConsumePatience patience = new ConsumePatience(moved, unanswered);
    Duration whole = Duration.ofMillis(most);

    assertThat(patience.answer(whole))
        .isPositive()
        .isLessThanOrEqualTo(whole)
        .isLessThanOrEqualTo(patience.longer().answer(whole));
    assertThat(patience.pause(1)).isLessThanOrEqualTo(patience.longer().pause(1));
  }

  @Property
  void after_a_move_it_is_tried_often_for_three_seconds_and_then_ever_more_rarely(
      @ForAll @DoubleRange(max = 1) double random) {
    Duration whole = Duration.ofSeconds(10);
    Duration time = Duration.ZERO;
    int attempts = 0;
    for (ConsumePatience patience = ConsumePatience.MOVED;
        time.compareTo(Duration.ofMinutes(10)) < 0;
        patience = patience.longer()) {
      if (time.compareTo(Duration.ofSeconds(3)) < 0) {
        assertThat(patience.answer(whole)).isEqualTo(Duration.ofMillis(500));
        assertThat(patience.pause(random)).isLessThanOrEqualTo(Duration.ofMillis(100));
      }
      time = time.plus(patience.answer(whole)).plus(patience.pause(random));
      attempts++;
    }
    assertThat(attempts).isBetween(30, 90);
  }

  @Property
  void without_a_move_a_broker_under_load_has_seconds(@ForAll @IntRange(max = 100) int unanswered) {
    assertThat(after(ConsumePatience.USUAL, unanswered).answer(Duration.ofSeconds(10)))
        .isBetween(Duration.ofSeconds(6), Duration.ofSeconds(10));
  }
}
