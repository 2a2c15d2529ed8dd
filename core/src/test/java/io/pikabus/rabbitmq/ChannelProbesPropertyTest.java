package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.protocol.Address;
import java.time.Duration;
import java.util.ArrayList;
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

  /** A slow broker answers what was written long ago: that says nothing of its channels now. */
  @Property
  void an_answer_to_what_was_written_before_the_last_probe_changes_nothing(
      @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long probe) {
    ChannelProbes.Round round = probes.round(probe);
    round.picks(QUEUE, false, probe - LATE);
    round.go();

    probes.answered(QUEUE, probe - 1);

    assertThat(probes.round(probe + AGAIN - 1).picks(QUEUE, true, probe - LATE)).isFalse();
  }

  /** Else the pauses of the first would be those of the second. */
  @Property
  void a_fault_after_another_is_a_new_one_though_nothing_that_waited_was_ever_answered(
      @ForAll @IntRange(min = 1, max = 600) int lasting,
      @ForAll @IntRange(min = 120, max = 10_000) int later,
      @ForAll boolean answered) {
    long now = probedFor(Duration.ofSeconds(lasting));
    // Everything that waited was given up.
    if (answered) {
      // What came then was answered as ever.
      probes.answered(QUEUE, now + SWEEP);
    }

    long second = now + 2 * SWEEP + Duration.ofSeconds(answered ? later - 120 : later).toNanos();
    List<Long> sent = new ArrayList<>();
    for (long at = second + LATE; sent.size() < 5; at += SWEEP) {
      ChannelProbes.Round round = probes.round(at);
      if (round.picks(
          QUEUE, !sent.isEmpty(), sent.isEmpty() ? second : sent.get(sent.size() - 1))) {
        round.go();
        sent.add(at);
      }
    }

    assertThat(sent.get(4) - sent.get(0)).isLessThanOrEqualTo(4 * (AGAIN + SWEEP));
  }

  private long probedFor(Duration lasting) {
    long now = 0;
    for (; now < lasting.toNanos(); now += SWEEP) {
      ChannelProbes.Round round = probes.round(now);
      if (round.picks(QUEUE, true, now - LATE)) {
        round.go();
      }
    }
    return now;
  }

  @Example
  void any_message_that_is_confirmed_ends_the_fault_of_its_address() {
    Publication publication = Publications.command("next", true);
    Address address = publication.envelope().address();
    long now = System.nanoTime();
    ChannelProbes.Round round = probes.round(now);
    round.picks(address, false, now - LATE);
    round.go();
    assertThat(probes.round(now).picks(address, true, now - AGAIN)).isFalse();

    publication.writing();
    publication.confirm(new SecondChances(1), probes);

    assertThat(probes.round(now).picks(address, true, now - AGAIN)).isTrue();
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
