package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Work is delivered ahead by time, and messages by what is configured. */
class PrefetchWindowPropertyTest {

  private static final long AHEAD = PrefetchWindow.AHEAD.toNanos();

  private static final long OCTETS = 1_000_000;

  private static PrefetchWindow after(PrefetchWindow window, long nanos) {
    return after(window, nanos, 100);
  }

  private static PrefetchWindow after(PrefetchWindow window, long nanos, long octets) {
    return after(window, nanos, octets, false);
  }

  private static PrefetchWindow after(
      PrefetchWindow window, long nanos, long octets, boolean again) {
    PrefetchWindow next = window.handled(nanos, octets, again);
    return next.wanted() == next.size() ? next : next.resized(next.wanted());
  }

  @Property
  void it_is_never_beyond_what_is_configured_nor_empty(
      @ForAll @IntRange(min = 1, max = 65_535) int most,
      @ForAll @Size(max = 50) List<@LongRange(min = 0, max = 3_600_000_000_000L) Long> times) {
    PrefetchWindow window = PrefetchWindow.adaptive(most, OCTETS);
    for (long nanos : times) {
      window = after(window, nanos);

      assertThat(window.size()).isBetween(1, most);
    }
  }

  @Property
  void at_a_steady_pace_it_settles_where_little_work_waits_and_stays_there(
      @ForAll @IntRange(min = 1, max = 1000) int most,
      @ForAll @LongRange(min = 1000, max = 60_000_000_000L) long pace) {
    PrefetchWindow window = PrefetchWindow.adaptive(most, OCTETS);
    int changes = 0;
    for (int i = 0; i < 4000; i++) {
      PrefetchWindow next = after(window, pace);
      changes += next.size() == window.size() ? 0 : 1;
      window = next;
      assertThat((window.size() - 1) * pace).isLessThanOrEqualTo(AHEAD);
    }

    long fitting = Math.max(1, Math.min(most, AHEAD / pace));
    assertThat(window.size() * 2L).isGreaterThan(fitting);
    assertThat(changes).as("new consumers").isLessThanOrEqualTo(4);
  }

  @Property
  void what_is_ahead_has_room_though_it_is_handled_quickly(
      @ForAll @LongRange(min = 1, max = 10_000_000L) long octets) {
    PrefetchWindow window = PrefetchWindow.adaptive(64, OCTETS);
    for (int i = 0; i < 100; i++) {
      window = after(window, 1_000_000, octets);
      assertThat((window.size() - 1) * octets).isLessThanOrEqualTo(OCTETS);
    }
    for (int i = 0; i < 1_000; i++) {
      window = after(window, 1_000_000, 10);
    }

    assertThat(window.size()).as("when they are small again").isEqualTo(64);
  }

  @Property
  void a_quick_handler_has_the_whole_prefetch_after_a_few_messages(
      @ForAll @IntRange(min = 1, max = 64) int most) {
    PrefetchWindow window = PrefetchWindow.adaptive(most, OCTETS);
    for (int i = 0; i < 17; i++) {
      window = after(window, Duration.ofMillis(1).toNanos());
    }

    assertThat(window.size()).isEqualTo(most);
  }

  @Property
  void one_that_becomes_slow_has_little_ahead_after_three_messages(
      @ForAll @IntRange(min = 1, max = 64) int most,
      @ForAll @LongRange(min = 1_000_000_000L, max = 60_000_000_000L) long slow) {
    PrefetchWindow window = PrefetchWindow.adaptive(most, OCTETS);
    for (int i = 0; i < 100; i++) {
      window = after(window, Duration.ofMillis(1).toNanos());
    }
    for (int i = 0; i < 3; i++) {
      window = after(window, slow);
    }

    assertThat(window.size()).isLessThanOrEqualTo(4);
  }

  @Property
  void behind_a_message_that_was_delivered_before_no_more_are_delivered_ahead(
      @ForAll @IntRange(min = 1, max = 1000) int most,
      @ForAll @Size(max = 50) List<Boolean> messages) {
    PrefetchWindow window = PrefetchWindow.adaptive(most, OCTETS);
    for (boolean again : messages) {
      int before = window.size();
      window = after(window, 1_000_000, 100, again);
      if (again) {
        assertThat(window.size()).isLessThanOrEqualTo(before);
      }
    }
  }

  @Property
  void on_a_new_channel_it_begins_with_one_and_grows_again(
      @ForAll @IntRange(min = 1, max = 64) int most,
      @ForAll @IntRange(min = 1, max = 50) int before) {
    PrefetchWindow window = PrefetchWindow.adaptive(most, OCTETS);
    for (int i = 0; i < before; i++) {
      window = after(window, 1_000_000);
    }
    window = window.reopened();
    assertThat(window.size()).isEqualTo(1);

    for (int i = 0; i < 17; i++) {
      window = after(window, 1_000_000);
    }
    assertThat(window.size()).isEqualTo(most);
  }

  @Property
  void a_fixed_one_never_changes_size(@ForAll @IntRange(min = 1, max = 65_535) int size) {
    assertThat(PrefetchWindow.fixed(size).reopened().size()).isEqualTo(size);
  }
}
