package io.pikabus.transaction;

import static io.pikabus.transaction.BatchState.COMMITTED;
import static io.pikabus.transaction.BatchState.DISCARDED;
import static io.pikabus.transaction.BatchState.FAILED;
import static io.pikabus.transaction.BatchState.FLUSHED;
import static io.pikabus.transaction.BatchState.FLUSHING;
import static io.pikabus.transaction.BatchState.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchStateTest {

  @Test
  void the_legal_transitions() {
    assertThat(OPEN.flush()).isEqualTo(FLUSHING);
    assertThat(FLUSHING.flushed()).isEqualTo(FLUSHED);
    assertThat(FLUSHING.failed()).isEqualTo(FAILED);
    assertThat(FLUSHED.committed()).isEqualTo(COMMITTED);
  }

  @ParameterizedTest
  @EnumSource
  void any_state_ends_in_a_rollback(BatchState state) {
    assertThat(state.discarded()).isEqualTo(DISCARDED);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPEN")
  void only_what_is_open_can_be_flushed(BatchState state) {
    assertThatThrownBy(state::flush)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot flush a transaction's messages when they are " + state + ".");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FLUSHING")
  void only_a_flush_that_runs_can_end(BatchState state) {
    assertThatThrownBy(state::flushed)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("end the flush of");
    assertThatThrownBy(state::failed)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("fail the flush of");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FLUSHED")
  void only_what_is_flushed_can_be_committed(BatchState state) {
    assertThatThrownBy(state::committed)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot commit a transaction's messages when they are " + state + ".");
  }
}
