package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever is on its way, nobody waits for long, and nobody while the broker is idle. */
class FlushPolicyPropertyTest {

  @Property
  void a_message_leaves_at_once_while_the_broker_has_little_to_do(
      @ForAll @IntRange(max = FlushPolicy.MOST - 1) int held,
      @ForAll @IntRange(max = FlushPolicy.BUSY - 1) int elsewhere) {
    assertThat(new FlushPolicy(held).joined(false, elsewhere + held + 1))
        .isEqualTo(FlushPolicy.NONE);
  }

  @Property
  void a_message_waits_while_the_broker_has_enough_to_do(
      @ForAll @IntRange(max = FlushPolicy.MOST - 2) int held,
      @ForAll @IntRange(min = FlushPolicy.BUSY, max = 10_000) int elsewhere) {
    assertThat(new FlushPolicy(held).joined(false, elsewhere + held + 1))
        .isEqualTo(new FlushPolicy(held + 1));
  }

  @Property
  void a_message_waits_for_those_that_are_known_to_follow(
      @ForAll @IntRange(max = FlushPolicy.MOST - 2) int held,
      @ForAll @IntRange(max = 10_000) int elsewhere) {
    assertThat(new FlushPolicy(held).joined(true, elsewhere + held + 1))
        .isEqualTo(new FlushPolicy(held + 1));
  }

  @Property
  void never_more_than_the_most_wait_together(
      @ForAll @Size(max = 200) int[] moreOrFewerUnconfirmed) {
    FlushPolicy flushPolicy = FlushPolicy.NONE;
    for (int unconfirmed : moreOrFewerUnconfirmed) {
      flushPolicy = flushPolicy.joined(unconfirmed % 2 == 0, Math.abs(unconfirmed % 5000));
      assertThat(flushPolicy.held()).isBetween(0, FlushPolicy.MOST - 1);
    }
  }
}
