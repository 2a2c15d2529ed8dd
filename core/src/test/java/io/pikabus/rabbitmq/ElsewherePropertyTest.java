package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** When other nodes are asked whether they have the majority, and when the own one is left. */
class ElsewherePropertyTest {

  /** What happens between two looks. */
  enum Event {
    NOTHING,
    TRAFFIC,
    OWN_NODE_ANSWERS,
    OTHER_ANSWERS,
    NOBODY_ANSWERS,
    CONNECTION_LOST
  }

  @Provide
  Arbitrary<List<Event>> histories() {
    return Arbitraries.frequency(
            Tuple.of(20, Event.NOTHING),
            Tuple.of(1, Event.TRAFFIC),
            Tuple.of(1, Event.OWN_NODE_ANSWERS),
            Tuple.of(3, Event.OTHER_ANSWERS),
            Tuple.of(3, Event.NOBODY_ANSWERS),
            Tuple.of(1, Event.CONNECTION_LOST))
        .list()
        .ofMaxSize(400);
  }

  @Property
  void it_is_left_only_while_told_of_and_after_another_answered_and_one_question_is_under_way(
      @ForAll("histories") List<Event> events) {
    Majority majority = Majority.UNDOUBTED;
    Elsewhere elsewhere = Elsewhere.START;
    boolean asked = false;
    boolean answered = false;
    for (Event event : events) {
      switch (event) {
        case OWN_NODE_ANSWERS -> majority = majority.proven();
        case OTHER_ANSWERS -> {
          elsewhere = asked ? elsewhere.found() : elsewhere;
          answered |= asked;
          asked = false;
        }
        case NOBODY_ANSWERS -> {
          elsewhere = asked ? elsewhere.nobody() : elsewhere;
          asked = false;
        }
        case CONNECTION_LOST -> {
          majority = Majority.UNDOUBTED;
          elsewhere = elsewhere.opened();
          answered = false;
        }
        default -> {}
      }
      majority = majority.next(event == Event.TRAFFIC);
      if (majority.asks()) {
        majority = majority.asked();
      }
      elsewhere = elsewhere.next(majority);
      answered &= majority.isDoubted();
      if (elsewhere.asks(majority)) {
        assertThat(asked).isFalse();
        assertThat(majority.isDoubted()).isTrue();
        elsewhere = elsewhere.asked();
        asked = true;
      }
      assertThat(elsewhere.leaves(majority)).isEqualTo(answered && majority.isTold());
      if (elsewhere.leaves(majority)) {
        elsewhere = elsewhere.left().opened();
        majority = Majority.UNDOUBTED;
        answered = false;
      }
    }
  }

  @Property
  void a_node_that_answers_sends_nobody_elsewhere(@ForAll @IntRange(max = 300) int looks) {
    Majority majority = Majority.UNDOUBTED;
    Elsewhere elsewhere = Elsewhere.START;
    for (int look = 0; look < looks; look++) {
      majority = majority.next(false);
      if (majority.asks()) {
        majority = majority.asked().proven();
      }
      elsewhere = elsewhere.next(majority);
      assertThat(elsewhere.asks(majority)).isFalse();
      assertThat(elsewhere.leaves(majority)).isFalse();
    }
  }

  /** Of a connection that is calm, and whose node answers nothing. */
  private static Majority silent(Majority before) {
    Majority next = before.next(false);
    return next.asks() ? next.asked() : next;
  }

  @Property
  void it_is_left_within_seconds_if_another_node_answers(@ForAll @IntRange(max = 2) int takes) {
    Majority majority = Majority.UNDOUBTED;
    Elsewhere elsewhere = Elsewhere.START;
    int looks = 0;
    int askedAt = 0;
    while (!elsewhere.leaves(majority)) {
      looks++;
      majority = silent(majority);
      elsewhere = elsewhere.next(majority);
      if (elsewhere.asks(majority)) {
        elsewhere = elsewhere.asked();
        askedAt = looks;
      }
      if (elsewhere.answer() == Elsewhere.Answer.ASKED && looks >= askedAt + takes) {
        elsewhere = elsewhere.found();
      }
    }
    assertThat(looks).isEqualTo(6);
  }

  @Property
  void where_nobody_answers_the_others_are_asked_ever_more_rarely(
      @ForAll @IntRange(min = 200, max = 2_000) int looks) {
    Majority majority = Majority.UNDOUBTED;
    Elsewhere elsewhere = Elsewhere.START;
    int asked = 0;
    for (int look = 0; look < looks; look++) {
      majority = silent(majority);
      elsewhere = elsewhere.next(majority);
      if (elsewhere.asks(majority)) {
        asked++;
        elsewhere = elsewhere.asked().nobody();
      }
      assertThat(elsewhere.leaves(majority)).isFalse();
    }
    assertThat(asked).isBetween(5, 5 + looks / 64);
  }

  @Property
  void nodes_that_all_answer_nothing_on_the_connection_are_not_left_one_for_the_other_for_ever(
      @ForAll @IntRange(min = 100, max = 2_000) int looks) {
    Majority majority = Majority.UNDOUBTED;
    Elsewhere elsewhere = Elsewhere.START;
    int moves = 0;
    for (int look = 0; look < looks; look++) {
      majority = silent(majority);
      elsewhere = elsewhere.next(majority);
      if (elsewhere.asks(majority)) {
        elsewhere = elsewhere.asked().found();
      }
      if (elsewhere.leaves(majority)) {
        moves++;
        elsewhere = elsewhere.left().opened();
        majority = Majority.UNDOUBTED;
      }
    }
    assertThat(moves).isBetween(1, 6 + looks / 256);
  }
}
