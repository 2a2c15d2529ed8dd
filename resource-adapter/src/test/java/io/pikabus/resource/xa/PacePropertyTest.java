package io.pikabus.resource.xa;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.store.BatchOutcome;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Each pause is as long as the one before, or longer, up to a bound. */
class PacePropertyTest {

  private static final BatchOutcome STUCK =
      new BatchOutcome.Stuck("b", List.of(new BatchOutcome.Failure(0, "full")));
  private static final BatchOutcome UNANSWERED = new BatchOutcome.Released("b");

  @Property
  void pauses_grow_up_to_a_bound(@ForAll @IntRange(min = 1, max = 100_000) int failures) {
    for (BatchOutcome outcome : List.of(STUCK, UNANSWERED)) {
      Duration pause = Pace.after(outcome, failures);
      assertThat(pause).isBetween(Pace.FIRST, Pace.LONGEST);
      assertThat(Pace.after(outcome, failures + 1)).isGreaterThanOrEqualTo(pause);
    }
    assertThat(Pace.after(STUCK, failures + 9)).isEqualTo(Pace.LONGEST);
    assertThat(Pace.after(UNANSWERED, failures)).isLessThanOrEqualTo(Duration.ofSeconds(10));
  }
}
