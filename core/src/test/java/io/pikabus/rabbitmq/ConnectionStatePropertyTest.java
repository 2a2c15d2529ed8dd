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
    WITHOUT_MAJORITY,
    HEARD,
    LOST,
    FAILED,
    CLOSED;

    ConnectionState on(ConnectionState state, Instant now) {
      return switch (this) {
        case OPENED -> state.opened("rabbit:5672", now);
        case BLOCKED -> state.blocked("alarm", now);
        case UNBLOCKED -> state.unblocked(now);
        case SILENT -> state.silent(now);
        case WITHOUT_MAJORITY -> state.withoutMajority(now);
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
  void since_changes_with_the_phase_and_only_then_except_that_what_was_useless_stays_so(
      @ForAll("events") List<Event> events) {
    ConnectionState state = ConnectionState.initial(Instant.EPOCH);
    long second = 0;
    for (Event event : events) {
      ConnectionState before = state;
      state = event.on(state, Instant.EPOCH.plusSeconds(++second));
      boolean goesOn =
          state.phase() == before.phase()
              || (before.isUseless() && state.phase() == Phase.RECONNECTING)
              || (before.phase() == Phase.WITHOUT_MAJORITY && state.phase() == Phase.SILENT);
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

  @Property
  void a_node_that_hangs_is_not_taken_for_one_that_only_lacks_its_majority(
      @ForAll("events") List<Event> events) {
    ConnectionState state = ConnectionState.initial(Instant.EPOCH);
    for (Event event : events) {
      ConnectionState before = state;
      state = event.on(state, Instant.EPOCH);
      assertThat(state.mayTakeMessages())
          .isEqualTo(state.isOpen() && state.phase() != Phase.SILENT && !state.isBlocked());
      if (before.phase() == Phase.SILENT && event == Event.WITHOUT_MAJORITY) {
        assertThat(state).isEqualTo(before);
      }
    }
  }
}
