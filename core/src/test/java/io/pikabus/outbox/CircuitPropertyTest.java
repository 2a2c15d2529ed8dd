package io.pikabus.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** Whatever the clock begins with: it may overflow. */
class CircuitPropertyTest {

  private static final long MINUTE = 60_000_000_000L;

  @Property
  void it_is_closed_until_something_fails(@ForAll long now) {
    assertThat(Circuit.CLOSED.isOpen(now)).isFalse();
    assertThat(Circuit.CLOSED.asked(now)).isEqualTo(Circuit.CLOSED);
  }

  @Property
  void others_are_told_at_once_for_as_long_as_one_waited(
      @ForAll long now, @ForAll @LongRange(min = 0, max = MINUTE) long waited) {
    Circuit failed = Circuit.failed(now, Duration.ofNanos(waited), "away");
    long pause = Math.min(waited, Circuit.LONGEST.toNanos());
    assertThat(failed.isOpen(now + pause)).isFalse();
    assertThat(failed.isOpen(now + pause - 1)).isEqualTo(waited >= Circuit.SHORTEST.toNanos());
  }

  @Property
  void one_asks_after_each_pause_and_the_others_are_told_meanwhile(
      @ForAll long now,
      @ForAll @LongRange(min = 1_000_000_000, max = MINUTE) long waited,
      @ForAll @LongRange(min = 0, max = 1000 * MINUTE) long later) {
    Circuit due = Circuit.failed(now, Duration.ofNanos(waited), "away");
    long asked = due.next() + later;
    assertThat(due.isOpen(asked)).isFalse();
    assertThat(due.asked(asked).isOpen(asked)).isTrue();
    assertThat(due.asked(asked).isOpen(due.asked(asked).next())).isFalse();
  }
}
