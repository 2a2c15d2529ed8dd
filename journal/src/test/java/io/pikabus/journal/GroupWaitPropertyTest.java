package io.pikabus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class GroupWaitPropertyTest {

  @Example
  void who_is_alone_never_waits() {
    GroupWait alone = GroupWait.START.forced(1_000_000, 1, 0);
    assertThat(alone.nanos(1)).isZero();
    assertThat(GroupWait.START.nanos(1)).isZero();
  }

  @Property
  void nobody_waits_longer_than_a_quarter_of_a_force(
      @ForAll @LongRange(min = 1, max = 1_000_000_000) long force,
      @ForAll @IntRange(min = 1, max = 100) int members,
      @ForAll @IntRange(max = 100) int waiting,
      @ForAll @IntRange(min = 1, max = 100) int joined) {
    GroupWait wait = GroupWait.START.forced(force, members, waiting);
    assertThat(wait.nanos(joined)).isBetween(0L, force / 4);
    assertThat(wait.nanos(members + waiting)).isZero();
  }

  @Property
  void waiting_that_brings_nobody_ends_and_waiting_that_does_comes_back(
      @ForAll @LongRange(min = 10_000, max = 1_000_000_000) long force) {
    GroupWait wait = GroupWait.START.forced(force, 12, 12);
    for (int i = 0; i < 10; i++) {
      wait = wait.waited(12, 12, wait.nanos(12));
    }
    assertThat(wait.nanos(12)).isLessThanOrEqualTo(force / 256);
    for (int i = 0; i < 10; i++) {
      wait = wait.waited(12, 24, wait.nanos(12));
    }
    assertThat(wait.nanos(12)).isEqualTo(force / 4);
  }
}
