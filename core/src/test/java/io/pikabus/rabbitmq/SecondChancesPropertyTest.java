package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.protocol.Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;

/** When a message is published once more on another channel. */
class SecondChancesPropertyTest {

  private static final Address QUEUE = Address.queue("PikaBusDirect", "orders");
  private static final Address OTHER = Address.queue("PikaBusDirect", "payments");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final long LATE = SecondChances.LATE.toNanos();
  private static final long REST = SecondChances.LONGEST_REST.toNanos();

  private SecondChances chances = new SecondChances(2);

  @BeforeTry
  void forget() {
    chances = new SecondChances(2);
  }

  @Property
  void a_refused_message_is_published_at_most_twice_more_and_only_within_its_time(
      @ForAll @IntRange(min = 1, max = 100) int refusals,
      @ForAll @LongRange(min = -3_600_000, max = 3_600_000) long left,
      @ForAll long now) {
    Optional<Duration> pause = chances.afterRefusal(QUEUE, refusals, Duration.ofMillis(left), now);

    assertThat(pause.isPresent()).isEqualTo(refusals <= 2 && left > (refusals == 1 ? 300 : 1_000));
    pause.ifPresent(
        each -> assertThat(each).isBetween(Duration.ofMillis(300), Duration.ofMillis(left)));
  }

  @Property
  void a_full_queue_costs_a_few_copies_a_minute_however_many_messages_it_refuses(
      @ForAll @Size(min = 1, max = 300) List<@LongRange(min = 0, max = 1_000) Long> pauses,
      @ForAll long start) {
    long now = start;
    int copies = 0;
    for (long pause : pauses) {
      now += Duration.ofMillis(pause).toNanos();
      for (int refusals = 1; refusals <= 3; refusals++) {
        copies += chances.afterRefusal(QUEUE, refusals, HOUR, now).isPresent() ? 1 : 0;
      }
    }

    long seconds = Duration.ofNanos(now - start).toSeconds();
    assertThat(copies).isLessThanOrEqualTo((int) (10 + 2 * seconds / 60));
    assertThat(chances.afterRefusal(OTHER, 1, HOUR, now)).isPresent();
    assertThat(chances.afterRefusal(QUEUE, 1, HOUR, now + REST)).isPresent();
  }

  @Property
  void an_answer_is_late_after_a_while_and_not_before(
      @ForAll long written, @ForAll @LongRange(min = 0, max = 20_000_000_000L) long age) {
    assertThat(chances.isDue(QUEUE, 0, false, written, written + age)).isEqualTo(age >= LATE);
  }

  @Property
  void an_answer_on_a_second_connection_is_late_sooner(
      @ForAll long written, @ForAll @LongRange(min = 0, max = 20_000_000_000L) long age) {
    assertThat(chances.isDue(QUEUE, 0, true, written, written + age))
        .isEqualTo(age >= SecondChances.LATE_AFTER_MOVE.toNanos());
  }

  @Property
  void without_any_answer_the_copies_come_ever_more_rarely(@ForAll long start) {
    long written = start;
    int had = 0;
    for (long now = start; now - start < 10 * REST; now += Duration.ofMillis(200).toNanos()) {
      if (chances.isDue(QUEUE, had, false, written, now)) {
        written = now;
        had++;
      }
    }

    assertThat(had).isBetween(8, 14);
  }

  /** An election may be over a moment after the first copy was written. */
  @Property
  void after_a_move_a_second_copy_follows_the_first_and_then_they_come_ever_more_rarely(
      @ForAll long start) {
    Duration sweep = Duration.ofMillis(200);
    Duration late = SecondChances.LATE_AFTER_MOVE;
    long written = start;
    int had = 0;
    for (long now = start; now - start < 10 * REST; now += sweep.toNanos()) {
      if (chances.isDue(QUEUE, had, true, written, now)) {
        if (had < 2) {
          assertThat(Duration.ofNanos(now - written))
              .isBetween(late, late.plus(sweep.multipliedBy(2)));
        }
        written = now;
        had++;
      }
    }

    assertThat(had).isBetween(12, 20);
  }

  @Property
  void a_message_after_the_rest_has_its_chance_and_so_has_everyone_once_a_copy_arrived(
      @ForAll long now) {
    chances.afterRefusal(QUEUE, 3, HOUR, now);
    assertThat(chances.afterRefusal(QUEUE, 1, HOUR, now + 1)).isEmpty();
    assertThat(chances.isDue(QUEUE, 0, false, now - LATE, now + 1)).isFalse();
    assertThat(chances.isDue(QUEUE, 0, false, now - LATE, now + LATE)).isTrue();

    chances.helped(QUEUE);

    assertThat(chances.afterRefusal(QUEUE, 1, HOUR, now + 1)).isPresent();
  }

  @Example
  void only_so_many_addresses_are_remembered() {
    chances.afterRefusal(QUEUE, 3, HOUR, 0);
    chances.afterRefusal(OTHER, 3, HOUR, 0);
    chances.afterRefusal(Address.queue("PikaBusDirect", "third"), 3, HOUR, 0);

    assertThat(chances.afterRefusal(QUEUE, 1, HOUR, 1)).isPresent();
    assertThat(chances.afterRefusal(OTHER, 1, HOUR, 1)).isEmpty();
  }
}
