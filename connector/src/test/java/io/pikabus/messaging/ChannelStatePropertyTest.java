package io.pikabus.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.messaging.ChannelState.Cancelled;
import io.pikabus.messaging.ChannelState.Delivering;
import io.pikabus.messaging.ChannelState.Draining;
import io.pikabus.messaging.ChannelState.Free;
import io.pikabus.messaging.ChannelState.Stopped;
import io.pikabus.messaging.ChannelState.Subscribed;
import io.pikabus.messaging.ChannelState.Work;
import io.pikabus.time.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever happens to an incoming channel, in whatever order. */
class ChannelStatePropertyTest {

  private static final ClassLoader MODULE = new ClassLoader(null) {};

  enum Event {
    SUBSCRIBED,
    STARTED,
    STOPPED,
    CANCELLED;

    /** The number makes each subscriber, lane and deadline another one. */
    ChannelState<String, String> on(ChannelState<String, String> state, int number) {
      return switch (this) {
        case SUBSCRIBED -> state.subscribed("s" + number);
        case STARTED -> state.started(lane(number));
        case STOPPED -> state.stopped(by(number));
        case CANCELLED -> state.cancelled(at(number), "m" + number, by(number));
      };
    }
  }

  private static Work<String> lane(int number) {
    return new Work<>("lane" + number, MODULE);
  }

  private static Deadline by(int number) {
    return new Deadline(Duration.ofSeconds(30), number);
  }

  private static Instant at(int number) {
    return Instant.EPOCH.plusSeconds(number);
  }

  private static List<ChannelState<String, String>> states(List<Event> events) {
    List<ChannelState<String, String>> states = new ArrayList<>();
    states.add(new Free<>());
    for (Event event : events) {
      states.add(event.on(states.get(states.size() - 1), states.size()));
    }
    return states;
  }

  /** What was ever said of it, each once. */
  private static <T> List<T> different(
      List<Event> events, Function<ChannelState<String, String>, T> part) {
    return states(events).stream().map(part).filter(Objects::nonNull).distinct().toList();
  }

  @Provide
  Arbitrary<List<Event>> events() {
    return Arbitraries.of(Event.class).list().ofMaxSize(8);
  }

  @Property
  void only_the_first_ever_subscribes(@ForAll("events") List<Event> events) {
    int first = events.indexOf(Event.SUBSCRIBED);
    int cancelled = events.indexOf(Event.CANCELLED);
    boolean comes = first >= 0 && (cancelled < 0 || first < cancelled);
    assertThat(different(events, ChannelState::subscriber))
        .isEqualTo(comes ? List.of("s" + (first + 1)) : List.of());
  }

  @Property
  void a_lane_is_started_once_for_a_subscriber_and_never_after_a_stop(
      @ForAll("events") List<Event> events) {
    List<ChannelState<String, String>> states = states(events);
    List<Work<String>> started = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      ChannelState<String, String> before = states.get(i);
      if (events.get(i) == Event.STARTED
          && started.isEmpty()
          && before.subscriber() != null
          && before.drainedBy() == null) {
        started.add(lane(i + 1));
      }
    }
    assertThat(different(events, ChannelState::work)).isEqualTo(started);
  }

  @Property
  void what_was_started_is_known_for_good(@ForAll("events") List<Event> events) {
    List<ChannelState<String, String>> states = states(events);
    assertThat(states.stream().dropWhile(each -> each.work() == null))
        .allMatch(each -> each.work() != null);
  }

  @Property
  void the_time_of_the_message_in_hand_runs_from_the_first_stop(
      @ForAll("events") List<Event> events) {
    int stop = events.indexOf(Event.STOPPED);
    int cancel = events.indexOf(Event.CANCELLED);
    int first = stop < 0 || (cancel >= 0 && cancel < stop) ? cancel : stop;
    assertThat(different(events, ChannelState::drainedBy))
        .isEqualTo(first < 0 ? List.of() : List.of(by(first + 1)));
    assertThat(states(events).subList(first + 1, events.size() + 1))
        .allMatch(each -> first < 0 || each.drainedBy() != null);
  }

  @Property
  void cancelled_is_for_good_and_forgets_its_subscriber(@ForAll("events") List<Event> events) {
    int first = events.indexOf(Event.CANCELLED);
    List<ChannelState<String, String>> states = states(events);
    assertThat(states.subList(0, first < 0 ? states.size() : first + 1))
        .noneMatch(each -> each instanceof Cancelled);
    if (first >= 0) {
      Cancelled<String, String> cancelled =
          new Cancelled<>(
              at(first + 1),
              "m" + (first + 1),
              states.get(first).work(),
              Objects.requireNonNull(states.get(first + 1).drainedBy()));
      assertThat(states.subList(first + 1, states.size())).allMatch(cancelled::equals);
    }
  }

  @Example
  void a_channel_that_is_used() {
    assertThat(states(List.of(Event.SUBSCRIBED, Event.STARTED, Event.STOPPED, Event.CANCELLED)))
        .containsExactly(
            new Free<>(),
            new Subscribed<>("s1"),
            new Delivering<>("s1", lane(2)),
            new Draining<>("s1", lane(2), by(3)),
            new Cancelled<>(at(4), "m4", lane(2), by(3)));
  }

  @Example
  void one_that_stops_before_its_module_is_up() {
    assertThat(states(List.of(Event.STOPPED, Event.STARTED, Event.SUBSCRIBED, Event.STARTED)))
        .containsExactly(
            new Free<>(),
            new Stopped<>(null, by(1)),
            new Stopped<>(null, by(1)),
            new Stopped<>("s3", by(1)),
            new Stopped<>("s3", by(1)));
  }
}
