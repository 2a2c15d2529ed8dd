package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Whatever happens to a publisher's channels, in whatever order. A channel is a number here. */
class PublishingStatePropertyTest {

  enum Event {
    OPENED,
    LOST,
    CLOSED_OVER_MESSAGE,
    NOTHING_WAITS,
    CLOSED;

    PublishingState<Integer> on(PublishingState<Integer> state, int number) {
      return switch (this) {
        case OPENED -> state.opened(number);
        case LOST -> state.lost();
        case CLOSED_OVER_MESSAGE -> state.closedOverMessage();
        case NOTHING_WAITS -> state.nothingWaits();
        case CLOSED -> state.closed();
      };
    }
  }

  @Property
  void closed_is_for_good(
      @ForAll("events") List<Event> before, @ForAll("events") List<Event> after) {
    PublishingState<Integer> state = run(before).closed();

    for (Event event : after) {
      state = event.on(state, 0);
    }

    assertThat(state).isEqualTo(new PublishingState.Closed<Integer>());
    assertThat(state.channel()).isNull();
    assertThat(state.isSuspicious()).isFalse();
  }

  @Property
  void messages_are_written_on_the_channel_that_was_opened_last_until_it_is_gone(
      @ForAll("untilClosed") List<Event> events) {
    PublishingState<Integer> state = PublishingState.initial();
    Integer last = null;
    for (int number = 0; number < events.size(); number++) {
      state = events.get(number).on(state, number);
      last = channel(events.get(number), number, last);

      assertThat(state.channel()).isEqualTo(last);
      assertThat(state.isClosed()).isFalse();
    }
  }

  private static @Nullable Integer channel(Event event, int number, @Nullable Integer last) {
    return switch (event) {
      case OPENED -> number;
      case LOST, CLOSED_OVER_MESSAGE, CLOSED -> null;
      case NOTHING_WAITS -> last;
    };
  }

  @Property
  void messages_are_suspected_until_none_waits_for_an_open_channel(
      @ForAll("untilClosed") List<Event> events) {
    PublishingState<Integer> state = PublishingState.initial();
    for (Event event : events) {
      PublishingState<Integer> before = state;
      state = event.on(state, 0);

      boolean begins = event == Event.CLOSED_OVER_MESSAGE;
      boolean ends = event == Event.NOTHING_WAITS && before.channel() != null;
      assertThat(state.isSuspicious()).isEqualTo(begins || (before.isSuspicious() && !ends));
    }
  }

  private static PublishingState<Integer> run(List<Event> events) {
    PublishingState<Integer> state = PublishingState.initial();
    for (int number = 0; number < events.size(); number++) {
      state = events.get(number).on(state, number);
    }
    return state;
  }

  @Provide
  Arbitrary<List<Event>> events() {
    return Arbitraries.of(Event.class).list().ofMaxSize(20);
  }

  @Provide
  Arbitrary<List<Event>> untilClosed() {
    return Arbitraries.of(Event.class).filter(event -> event != Event.CLOSED).list().ofMaxSize(40);
  }
}
