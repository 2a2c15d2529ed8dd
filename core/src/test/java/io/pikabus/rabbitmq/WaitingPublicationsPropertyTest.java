package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.SendOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** However often a channel is lost, what is not over is written in the order of sending. */
class WaitingPublicationsPropertyTest {

  private static final ConnectionState STATE = ConnectionState.initial(Instant.EPOCH);

  enum Step {
    SEND,
    SEND_TOO_LATE,
    WRITE,
    CONFIRM_OLDEST,
    CONFIRM_NEWEST,
    LOSE_CHANNEL
  }

  @Property
  void messages_are_written_in_the_order_of_sending(@ForAll List<Step> steps) {
    WaitingPublications waiting = new WaitingPublications();
    List<Publication> sent = new ArrayList<>();
    List<Publication> unconfirmed = new ArrayList<>();
    for (Step step : steps) {
      switch (step) {
        case SEND, SEND_TOO_LATE -> {
          Publication next = Publications.command("m" + sent.size(), step == Step.SEND);
          sent.add(next);
          waiting.add(next);
        }
        case WRITE -> {
          Publication first = waiting.first(STATE);
          if (first != null) {
            assertThat(waiting.take(first)).isTrue();
            assertThat(waiting.take(first)).as("taken twice").isFalse();
            unconfirmed.add(first);
          }
        }
        case CONFIRM_OLDEST, CONFIRM_NEWEST -> {
          if (!unconfirmed.isEmpty()) {
            int which = step == Step.CONFIRM_OLDEST ? 0 : unconfirmed.size() - 1;
            unconfirmed.remove(which).outcome.complete(new SendOutcome.Confirmed());
          }
        }
        case LOSE_CHANNEL -> {
          waiting.putBack(unconfirmed);
          unconfirmed.clear();
        }
      }
      assertThat(unconfirmed).isEqualTo(inOrderOf(sent, unconfirmed));
    }
    waiting.putBack(unconfirmed);

    List<Publication> left = new ArrayList<>();
    for (Publication first = waiting.first(STATE); first != null; first = waiting.first(STATE)) {
      waiting.take(first);
      left.add(first);
    }

    assertThat(left).isEqualTo(sent.stream().filter(each -> !each.isOver()).toList());
    assertThat(waiting.isEmpty()).isTrue();
  }

  @Property
  void what_is_too_late_is_given_up_wherever_it_waits(@ForAll List<Boolean> inTime) {
    WaitingPublications waiting = new WaitingPublications();
    List<Publication> sent = inTime.stream().map(each -> Publications.command("m", each)).toList();
    sent.forEach(waiting::add);

    waiting.expireDue(STATE);

    assertThat(sent)
        .extracting(Publication::isOver)
        .isEqualTo(inTime.stream().map(in -> !in).toList());
    waiting.expireAll(STATE);
    assertThat(sent).allMatch(Publication::isOver);
    assertThat(waiting.isEmpty()).isTrue();
  }

  @Example
  void what_was_never_written_has_waited_since_it_came() {
    Publication fresh = Publications.command("m");

    assertThat(fresh.age()).isLessThan(Duration.ofMinutes(1));
  }

  private static List<Publication> inOrderOf(List<Publication> sent, List<Publication> some) {
    return sent.stream().filter(each -> some.stream().anyMatch(one -> one == each)).toList();
  }
}
