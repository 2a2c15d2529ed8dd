package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.rabbitmq.Silence.Node;
import io.pikabus.rabbitmq.Silence.Step;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SilencePropertyTest {

  private static Silence after(int looks, Node node) {
    Silence silence = new Silence(0, 0, node);
    for (int look = 0; look < looks; look++) {
      silence = silence.next(false);
    }
    return silence;
  }

  @Property
  void whatever_was_silent_is_forgiven_once_something_is_heard(
      @ForAll @IntRange(max = 100) int looks,
      @ForAll Node node,
      @ForAll boolean others,
      @ForAll @IntRange(min = 1, max = 600) int heartbeat) {
    Silence heard = after(looks, node).next(true);

    assertThat(heard.looks()).isZero();
    assertThat(heard.node()).isEqualTo(Node.NOT_ASKED);
    assertThat(heard.step(others, Duration.ofSeconds(heartbeat))).isEqualTo(Step.WAIT);
    assertThat(heard.isTold()).isFalse();
  }

  @Property
  void only_a_node_that_answers_nobody_is_left_early_and_only_for_another(
      @ForAll @IntRange(min = 1, max = 100) int looks,
      @ForAll Node node,
      @ForAll boolean others,
      @ForAll @IntRange(min = 1, max = 600) int heartbeat) {
    boolean left = after(looks, node).step(others, Duration.ofSeconds(heartbeat)) == Step.GIVE_UP;

    boolean early = others && node == Node.SILENT && looks >= 6;
    assertThat(left).isEqualTo(early || looks >= Math.max(10, heartbeat));
  }

  @Property
  void a_connection_that_only_answers_probes_costs_one_every_three_looks_and_is_never_told(
      @ForAll @Size(max = 100) List<Boolean> somethingElseCame, @ForAll boolean others) {
    Silence silence = Silence.NONE;
    boolean probed = false;
    int sinceProbe = 3;
    for (boolean came : somethingElseCame) {
      silence = silence.next(came || probed);
      Step step = silence.step(others, Duration.ofSeconds(30));
      probed = step == Step.PROBE;
      assertThat(step).isIn(Step.WAIT, Step.PROBE);
      assertThat(silence.isTold()).isFalse();
      if (probed) {
        assertThat(sinceProbe).isGreaterThanOrEqualTo(3);
        sinceProbe = 0;
      }
      sinceProbe++;
    }
  }

  @Property
  void what_a_node_says_late_counts_for_no_later_silence(
      @ForAll boolean answers, @ForAll @IntRange(max = 20) int looks) {
    Silence asked = after(3, Node.NOT_ASKED);
    Silence later = asked.next(true);
    for (int look = 0; look < looks; look++) {
      later = later.next(false);
    }

    assertThat(later.asked(asked, answers)).isEqualTo(later);
  }

  @Property
  void the_node_is_asked_before_it_is_left_and_what_it_says_counts_in_this_silence_only(
      @ForAll boolean answers) {
    Silence asked = after(3, Node.NOT_ASKED);
    assertThat(asked.step(true, Duration.ofSeconds(30))).isEqualTo(Step.ASK_NODE);

    Silence later = asked.asked(asked, answers).next(false).next(false).next(false);

    assertThat(later.step(true, Duration.ofSeconds(30)))
        .isEqualTo(answers ? Step.WAIT : Step.GIVE_UP);
    assertThat(later.next(true).node()).isEqualTo(Node.NOT_ASKED);
  }
}
