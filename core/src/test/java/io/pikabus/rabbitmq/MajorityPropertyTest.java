package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class MajorityPropertyTest {

  /** With nothing but questions that nobody answers. */
  private static Majority unanswered(int looks) {
    Majority majority = Majority.UNDOUBTED;
    for (int look = 0; look < looks; look++) {
      majority = majority.next(false);
      if (majority.asks()) {
        majority = majority.asked();
      }
    }
    return majority;
  }

  @Property
  void a_node_that_answers_is_asked_rarely_and_never_told_of(
      @ForAll @Size(max = 200) List<Boolean> traffic) {
    Majority majority = Majority.UNDOUBTED;
    int sinceAsked = 8;
    for (boolean came : traffic) {
      majority = majority.next(came);
      assertThat(majority.isTold()).isFalse();
      sinceAsked++;
      if (majority.asks()) {
        assertThat(came).isFalse();
        assertThat(sinceAsked).isGreaterThanOrEqualTo(8);
        majority = majority.asked().proven();
        sinceAsked = 0;
      }
    }
  }

  @Property
  void who_has_traffic_asks_nothing(@ForAll @IntRange(max = 200) int looks) {
    Majority majority = Majority.UNDOUBTED;
    for (int look = 0; look < looks; look++) {
      majority = majority.next(true);
      assertThat(majority.asks()).isFalse();
    }
  }

  @Property
  void a_calm_connection_asks_every_eight_looks(@ForAll @IntRange(max = 200) int looks) {
    Majority majority = Majority.UNDOUBTED;
    int asked = 0;
    for (int look = 0; look < looks; look++) {
      majority = majority.next(false);
      if (majority.asks()) {
        asked++;
        majority = majority.asked().proven();
      }
    }
    assertThat(asked).isBetween((looks - 2) / 8, (looks + 6) / 8);
  }

  @Property
  void without_an_answer_it_is_told_within_seconds_and_asked_ever_more_rarely(
      @ForAll @IntRange(max = 300) int looks) {
    assertThat(unanswered(looks).isTold()).isEqualTo(looks >= 6);
    Majority majority = Majority.UNDOUBTED;
    int asked = 0;
    int told = 0;
    for (int look = 0; look < looks; look++) {
      majority = majority.next(false);
      told += majority.isToldNow() ? 1 : 0;
      if (majority.asks()) {
        asked++;
        majority = majority.asked();
      }
    }
    assertThat(asked).isLessThanOrEqualTo(3 + looks / 16);
    assertThat(told).isEqualTo(looks >= 6 ? 1 : 0);
  }

  @Property
  void an_answer_or_messages_that_flow_end_it_and_a_lonely_frame_does_not(
      @ForAll @IntRange(min = 6, max = 100) int looks) {
    Majority told = unanswered(looks);

    assertThat(told.proven().isTold()).isFalse();
    assertThat(told.next(true).isTold()).isTrue();
    assertThat(told.next(true).next(true).next(false).isTold()).isTrue();
    assertThat(told.next(true).next(true).next(true).isTold()).isFalse();
  }
}
