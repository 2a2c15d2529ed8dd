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

/** When a refused message is published once more on another channel. */
class SecondChancesPropertyTest {

  private static final Address QUEUE = Address.queue("PikaBusDirect", "orders");
  private static final Address OTHER = Address.queue("PikaBusDirect", "payments");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final long FIRST = SecondChances.FIRST_REST.toNanos();
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
  void a_message_after_the_rest_has_its_chance_and_so_has_everyone_once_a_copy_arrived(
      @ForAll long now) {
    chances.afterRefusal(QUEUE, 3, HOUR, now);
    assertThat(chances.afterRefusal(QUEUE, 1, HOUR, now + 1)).isEmpty();
    assertThat(chances.afterRefusal(QUEUE, 1, HOUR, now + FIRST)).isPresent();

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
