package io.pikabus.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A minute of {@link Soak}. */
@Timeout(300)
@Tag("slow")
class SoakTest {

  @Test
  void a_minute_of_kills_and_cuts_loses_nothing_and_marks_what_comes_twice() throws Exception {
    Soak.Plan drawn = Soak.Plan.of(60);
    Soak.Plan plan = new Soak.Plan(60, drawn.seed(), 3, 10, drawn.rate());

    Soak.Result result = Soak.run(plan);

    System.out.println(result.table());
    assertThat(result.kills()).isEqualTo(3);
    assertThat(result.cuts()).isEqualTo(10);
    assertThat(result.ledger().confirmed()).isGreaterThan(2_000);
    assertThat(result.ledger().firstMissing(10)).as("lost, of %s", plan).isEmpty();
    assertThat(result.ledger().early()).as("early, of %s", plan).isZero();
    assertThat(result.unmarked()).as("duplicates without a mark, of %s", plan).isZero();
  }
}
