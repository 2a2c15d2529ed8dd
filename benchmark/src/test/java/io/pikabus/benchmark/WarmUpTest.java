package io.pikabus.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {

  @Test
  void it_goes_on_while_runs_get_faster() {
    assertThat(WarmUp.isOver(List.of(100.0, 200.0, 300.0, 400.0))).isFalse();
    assertThat(WarmUp.isOver(List.of(100.0, 200.0, 300.0, 400.0, 410.0, 390.0))).isTrue();
  }

  @Test
  void few_runs_are_never_enough_and_many_always() {
    assertThat(WarmUp.isOver(List.of())).isFalse();
    assertThat(WarmUp.isOver(Collections.nCopies(3, 100.0))).isFalse();
    assertThat(WarmUp.isOver(Collections.nCopies(4, 100.0))).isTrue();
    assertThat(
            WarmUp.isOver(
                java.util.stream.IntStream.range(1, 16).mapToObj(i -> i * 100.0).toList()))
        .isTrue();
  }

  @Test
  void one_slow_run_at_the_end_does_not_prolong_it() {
    assertThat(WarmUp.isOver(List.of(390.0, 400.0, 405.0, 100.0))).isTrue();
  }
}
