package io.pikabus.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class CircuitPropertyTest {

  private static Circuit failed(int times, long now) {
    Circuit circuit = Circuit.CLOSED;
    for (int i = 0; i < times; i++) {
      circuit = circuit.failed(now, "away");
    }
    return circuit;
  }

  @Property
  void it_is_closed_until_something_fails(@ForAll long now) {
    assertThat(Circuit.CLOSED.isOpen(now)).isFalse();
    assertThat(Circuit.CLOSED.asked(now)).isEqualTo(Circuit.CLOSED);
  }

  /** Whatever the clock begins with: it may overflow. */
  @Property
  void the_pause_grows_up_to_its_bound(
      @ForAll @IntRange(min = 1, max = 100) int times, @ForAll long now) {
    long pause = failed(times, now).next() - now;
    assertThat(pause).isBetween(Circuit.FIRST.toNanos(), Circuit.LONGEST.toNanos());
    assertThat(failed(times + 1, now).next() - now).isGreaterThanOrEqualTo(pause);
    assertThat(failed(times, now).isOpen(now + pause - 1)).isTrue();
    assertThat(failed(times, now).isOpen(now + pause)).isFalse();
  }

  @Property
  void one_asks_after_each_pause_and_the_others_are_told_meanwhile(
      @ForAll @IntRange(min = 1, max = 100) int times,
      @ForAll long now,
      @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long later) {
    Circuit due = failed(times, now);
    long asked = due.next() + later;
    assertThat(due.isOpen(asked)).isFalse();
    assertThat(due.asked(asked).isOpen(asked)).isTrue();
    assertThat(due.asked(asked).isOpen(due.asked(asked).next())).isFalse();
  }
}
