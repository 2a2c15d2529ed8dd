package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.protocol.Address;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;

/** When a message without an answer is published once more on another channel. */
class ChannelProbesPropertyTest {

  private static final Address QUEUE = Address.queue("PikaBusDirect", "orders");
  private static final Address OTHER = Address.queue("PikaBusDirect", "payments");
  private static final long LATE = ChannelProbes.LATE.toNanos();
  private static final long AGAIN = ChannelProbes.LATE_AGAIN.toNanos();
  private static final long LONGEST = ChannelProbes.LONGEST_PAUSE.toNanos();
  private static final long SWEEP = Duration.ofMillis(200).toNanos();

  private ChannelProbes probes = new ChannelProbes(2);

  @BeforeTry
  void forget() {
    probes = new ChannelProbes(2);
  }

  @Property
  void an_answer_is_late_after_a_while_and_sooner_when_one_had_been_missing_before(
      @ForAll long written,
      @ForAll @LongRange(min = 0, max = 20_000_000_000L) long age,
      @ForAll boolean again) {
    assertThat(probes.round(written + age).picks(QUEUE, again, written))
        .isEqualTo(age >= (again ? AGAIN : LATE));
  }

  @Property
  void of_all_that_wait_for_an_address_one_is_the_probe(
      @ForAll @Size(min = 1, max = 50) List<@LongRange(min = 0, max = 20_000) Long> ages,
      @ForAll long now) {
    ChannelProbes.Round round = probes.round(now);

    long picked =
        ages.stream()
            .filter(age -> round.picks(QUEUE, false, now - Duration.ofMillis(age).toNanos()))
            .count();

    boolean late = ages.stream().anyMatch(age -> age >= ChannelProbes.LATE.toMillis());
    assertThat(picked).isEqualTo(late ? 1 : 0);
    assertThat(round.picks(OTHER, false, now - LATE)).isTrue();
  }

  @Property
  void a_look_alone_changes_nothing(@ForAll long now) {
    assertThat(probes.round(now).picks(QUEUE, false, now - LATE)).isTrue();
    assertThat(probes.round(now).picks(QUEUE, false, now - LATE)).isTrue();
  }

  /**
   * The longer it lasts, the rarer the probes; a fault seems at most a quarter longer than it is.
   */
  @Property
  void the_first_probe_behind_the_end_of_a_fault_comes_soon_and_there_are_few(
      @ForAll long start, @ForAll @IntRange(min = 0, max = 3_600) int lasting) {
    long fault = Duration.ofSeconds(lasting).toNanos();
    long written = start;
    long now = start;
    int sent = 0;
    while (sent == 0 || written - start < fault) {
      now += SWEEP;
      ChannelProbes.Round round = probes.round(now);
      if (round.picks(QUEUE, sent > 0, written)) {
        round.go();
        written = now;
        sent++;
      }
    }

    long behind = now - start - Math.max(fault, LATE);
    assertThat(behind).isBetween(0L, Math.min(LONGEST, Math.max(AGAIN, fault / 4)) + 2 * SWEEP);
    assertThat(sent).isLessThanOrEqualTo(25 + lasting / 60);
  }

  @Property
  void once_a_probe_is_answered_all_that_were_written_before_it_follow_and_nothing_else(
      @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long probe,
      @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long written) {
    ChannelProbes.Round round = probes.round(probe);
    round.picks(QUEUE, false, probe - LATE);
    round.go();

    probes.answered(QUEUE, probe);

    long now = Math.max(probe, written) + AGAIN;
    boolean before = written < probe;
    ChannelProbes.Round next = probes.round(now);
    assertThat(next.picks(QUEUE, false, written)).isEqualTo(before);
    assertThat(next.picks(QUEUE, false, written)).as("and not one alone").isEqualTo(before);
    assertThat(next.picks(OTHER, false, now - AGAIN)).isFalse();
  }

  @Property
  void an_earlier_answer_takes_nothing_back(@ForAll @LongRange(min = 2, max = 1_000) long later) {
    probes.answered(QUEUE, later);
    probes.answered(QUEUE, later - 1);

    assertThat(probes.round(later + AGAIN).picks(QUEUE, false, later - 1)).isTrue();
  }

  @Example
  void only_so_many_addresses_are_remembered() {
    List<Address> three = List.of(QUEUE, OTHER, Address.queue("PikaBusDirect", "third"));
    for (Address each : three) {
      ChannelProbes.Round round = probes.round(0);
      round.picks(each, false, -LATE);
      round.go();
    }

    ChannelProbes.Round next = probes.round(1);
    assertThat(three.stream().map(each -> next.picks(each, true, -AGAIN)))
        .containsExactly(true, false, false);
  }
}
