package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.rabbitmq.ConnectionState.Phase;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever happens to a connection, in whatever order. */
class ConnectionStatePropertyTest {

  enum Event {
    OPENED,
    BLOCKED,
    UNBLOCKED,
    SILENT,
    HEARD,
    LOST,
    FAILED,
    CLOSED;

    ConnectionState on(ConnectionState state, Instant now) {
      return switch (this) {
        case OPENED -> state.opened("rabbit:5672", now);
        case BLOCKED -> state.blocked("alarm", now);
        case UNBLOCKED -> state.unblocked(now);
        case SILENT -> state.silent("hangs", now);
        case HEARD -> state.heard(now);
        case LOST -> state.lost("reset", now);
        case FAILED -> state.failed("refused");
        case CLOSED -> state.closed(now);
      };
    }
  }

  @Property
  void closed_is_for_good(@ForAll("events") List<Event> events) {
    ConnectionState state = ConnectionState.initial(Instant.EPOCH).closed(Instant.EPOCH);
    for (Event event : events) {
      state = event.on(state, Instant.EPOCH.plusSeconds(1));
    }
    assertThat(state).isEqualTo(ConnectionState.initial(Instant.EPOCH).closed(Instant.EPOCH));
  }

  @Property
  void failures_count_only_while_connecting_and_end_with_success(
      @ForAll("events") List<Event> events) {
    ConnectionState state = ConnectionState.initial(Instant.EPOCH);
    for (Event event : events) {
      ConnectionState before = state;
      state = event.on(state, Instant.EPOCH);
      if (state.isOpen() || state.phase() == Phase.CLOSED) {
        assertThat(state.failures()).isZero();
      } else {
        assertThat(state.failures()).isBetween(before.failures(), before.failures() + 1);
      }
    }
  }

  @Property
  void since_changes_with_the_phase_and_only_then_except_that_a_silence_may_end_in_a_loss(
      @ForAll("events") List<Event> events) {
    ConnectionState state = ConnectionState.initial(Instant.EPOCH);
    long second = 0;
    for (Event event : events) {
      ConnectionState before = state;
      state = event.on(state, Instant.EPOCH.plusSeconds(++second));
      boolean goesOn =
          state.phase() == before.phase()
              || (before.phase() == Phase.SILENT && state.phase() == Phase.RECONNECTING);
      assertThat(state.since().equals(before.since())).isEqualTo(goesOn);
    }
  }

  @Property
  void the_node_is_told_while_the_connection_is_open_and_only_then(
      @ForAll("events") List<Event> events) {
    ConnectionState state = ConnectionState.initial(Instant.EPOCH);
    for (Event event : events) {
      state = event.on(state, Instant.EPOCH).noticed("a policy");
      assertThat(state.node()).isEqualTo(state.isOpen() ? "rabbit:5672" : "");
    }
  }

  @Provide
  Arbitrary<List<Event>> events() {
    return Arbitraries.of(Event.class).list().ofMaxSize(40);
  }

  /** Only then can a new channel be opened, which a message may be waiting for. */
  @Property
  void a_node_without_a_majority_answers_and_a_silent_one_does_not(
      @ForAll("events") List<Event> events) {
    ConnectionState state = ConnectionState.initial(Instant.EPOCH);
    for (Event event : events) {
      state = event.on(state, Instant.EPOCH);
      boolean silent = state.phase() == Phase.SILENT;
      assertThat(state.isAnswered()).isEqualTo(state.phase() == Phase.OPEN);
      if (silent) {
        assertThat(
                state
                    .heard(Instant.EPOCH)
                    .silent(ConnectionState.WITHOUT_MAJORITY, Instant.EPOCH)
                    .isAnswered())
            .isTrue();
      }
    }
  }
}
