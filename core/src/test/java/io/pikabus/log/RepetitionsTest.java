package io.pikabus.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RepetitionsTest {

  static final long SECOND = 1_000_000_000;

  final Repetitions repetitions = new Repetitions(2);

  private List<Optional<String>> each(String kind, long... seconds) {
    return LongStream.of(seconds)
        .mapToObj(second -> repetitions.next(kind, second * SECOND))
        .toList();
  }

  @Test
  void the_first_few_of_a_minute_are_told_and_the_next_one_after_it_counts_the_others() {
    assertThat(each("refused", 0, 1, 2, 3, 59, 60, 61, 62))
        .containsExactly(
            Optional.of(""),
            Optional.of(""),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(" (and 3 more times in 60 s, not logged)"),
            Optional.of(""),
            Optional.empty());
  }

  @Test
  void what_is_rare_is_always_told() {
    assertThat(each("rare", 0, 61, 122)).containsOnly(Optional.of(""));
  }

  @Test
  void kinds_are_counted_apart_and_only_so_many_are_remembered() {
    each("one", 0, 0, 0);
    assertThat(each("other", 0)).containsExactly(Optional.of(""));
    for (int i = 0; i < 200; i++) {
      each("kind " + i, 1);
    }
    assertThat(each("one", 2)).containsExactly(Optional.of(""));
  }
}
