package io.pikabus.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.recovery.Pausing.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** When a lane pauses, for how long, and what becomes of the message that failed. */
class PausingPropertyTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final int MOST = 10;

  private static Pausing fail(Pausing before, String id, Kind kind) {
    return before.failed(id, kind, MOST, "why", NOW, 0.5);
  }

  @Property
  void an_outage_keeps_its_message_and_pauses_until_a_message_is_handled(
      @ForAll @Size(max = 40) List<Kind> earlier, @ForAll @IntRange(min = 1, max = 50) int more) {
    Pausing pausing = Pausing.NONE;
    for (int i = 0; i < earlier.size(); i++) {
      pausing = fail(pausing, "m" + i, earlier.get(i));
    }
    for (int i = 0; i < more; i++) {
      pausing = fail(pausing, "kept", Kind.OUTAGE);
      assertThat(pausing.isPaused()).isTrue();
      assertThat(pausing.keeps()).isTrue();
      assertThat(pausing.isDue(NOW)).isFalse();
    }
    assertThat(pausing.handled()).isEqualTo(Pausing.NONE);
    assertThat(Pausing.NONE.isDue(NOW)).isTrue();
  }

  @Property
  void one_message_pauses_nobody_however_often_it_fails(
      @ForAll @IntRange(min = 1, max = 500) int times) {
    Pausing pausing = Pausing.NONE;
    for (int i = 0; i < times; i++) {
      pausing = fail(pausing, "poison", Kind.UNKNOWN);
      assertThat(pausing.isPaused()).isFalse();
      assertThat(pausing.keeps()).isFalse();
    }
  }

  @Property
  void so_many_different_messages_in_a_row_pause_and_one_fewer_do_not(
      @ForAll @IntRange(min = 1, max = 30) int most) {
    Pausing pausing = Pausing.NONE;
    for (int i = 1; i <= most; i++) {
      assertThat(pausing.isPaused()).isFalse();
      pausing = pausing.failed("m" + i, Kind.UNKNOWN, most, "why", NOW, 0.5);
    }
    assertThat(pausing.isPaused()).isTrue();
    assertThat(pausing.keeps()).isTrue();
    assertThat(pausing.reason()).contains(most + " different messages");
  }

  @Property
  void a_message_that_is_handled_between_begins_the_row_anew(
      @ForAll @IntRange(min = 0, max = 9) int before) {
    Pausing pausing = Pausing.NONE;
    for (int i = 0; i < before; i++) {
      pausing = fail(pausing, "a" + i, Kind.UNKNOWN);
    }
    pausing = pausing.handled();
    for (int i = 0; i < MOST - 1; i++) {
      pausing = fail(pausing, "b" + i, Kind.UNKNOWN);
    }
    assertThat(pausing.isPaused()).isFalse();
  }

  @Property
  void messages_that_can_never_be_handled_pass_and_neither_pause_nor_end_a_pause(
      @ForAll boolean paused, @ForAll @IntRange(min = 1, max = 100) int times) {
    Pausing pausing = paused ? fail(Pausing.NONE, "kept", Kind.OUTAGE) : Pausing.NONE;
    Instant next = pausing.next();
    for (int i = 0; i < times; i++) {
      pausing = fail(pausing, "undecodable" + i, Kind.OWN);
      assertThat(pausing.keeps()).isFalse();
      assertThat(pausing.isPaused()).isEqualTo(paused);
      assertThat(pausing.next()).isEqualTo(next);
    }
  }

  @Property
  void a_zero_counts_no_row(@ForAll @IntRange(min = 1, max = 200) int times) {
    Pausing pausing = Pausing.NONE;
    for (int i = 0; i < times; i++) {
      pausing = pausing.failed("m" + i, Kind.UNKNOWN, 0, "why", NOW, 0.5);
    }
    assertThat(pausing.isPaused()).isFalse();
    assertThat(pausing.failed()).isEmpty();
  }

  @Example
  void a_poison_message_in_a_row_of_failures_goes_its_way_in_the_end() {
    Pausing pausing = Pausing.NONE;
    for (int i = 0; i < MOST - 1; i++) {
      pausing = fail(pausing, "m" + i, Kind.UNKNOWN);
    }
    int kept = 0;
    do {
      pausing = fail(pausing, "poison", Kind.UNKNOWN);
      kept++;
    } while (pausing.keeps());
    assertThat(kept).isEqualTo(Pausing.MOST_IN_PLACE);
    assertThat(pausing.isPaused()).isTrue();
    assertThat(fail(pausing, "another", Kind.UNKNOWN).keeps()).isTrue();
  }

  @Example
  void a_poison_message_in_an_outage_goes_its_way_and_the_pause_goes_on() {
    Pausing pausing = fail(Pausing.NONE, "kept", Kind.OUTAGE);
    Pausing after = fail(pausing, "poison", Kind.UNKNOWN);
    assertThat(after.keeps()).isFalse();
    assertThat(after.isPaused()).isTrue();
    assertThat(after.since()).isEqualTo(pausing.since());
    assertThat(after.isDue(NOW)).isFalse();
  }

  @Property
  void an_outage_is_over_when_the_message_that_it_kept_fails_of_its_own(
      @ForAll @IntRange(min = 1, max = 50) int attempts, @ForAll boolean decoded) {
    Pausing pausing = Pausing.NONE;
    for (int i = 0; i < attempts; i++) {
      pausing = fail(pausing, "poison", Kind.OUTAGE);
    }
    Pausing after = fail(pausing, "poison", decoded ? Kind.UNKNOWN : Kind.OWN);
    assertThat(after.isPaused()).isFalse();
    assertThat(after.keeps()).isFalse();
  }

  @Property
  void the_next_attempt_comes_after_a_pause_that_has_a_bound(
      @ForAll @IntRange(min = 1, max = 40) int attempts,
      @ForAll @DoubleRange(min = 0, max = 1) double random) {
    Pausing pausing = Pausing.NONE;
    for (int i = 0; i < attempts; i++) {
      pausing = pausing.failed("m", Kind.OUTAGE, 10, "away", NOW, random);
    }
    assertThat(Duration.between(NOW, pausing.next())).isEqualTo(Backoff.after(attempts, random));
  }
}
