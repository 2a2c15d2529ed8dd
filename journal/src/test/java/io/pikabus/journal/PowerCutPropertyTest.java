package io.pikabus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.journal.JournalModel.Step;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/**
 * Steps in any order; between them and within them the process is killed, the power is cut, a force
 * fails, the disk is full. What was promised is there afterwards, and nothing else.
 */
class PowerCutPropertyTest {

  private static final JournalSettings SMALL = new JournalSettings(4096);

  @Property(tries = 400)
  void what_was_promised_is_there_after_a_power_cut(
      @ForAll("actions") List<Integer> actions, @ForAll long seed) throws JournalException {
    run(actions, seed);
  }

  @Tag("long")
  @Property(tries = 10_000)
  void what_was_promised_is_there_after_many_power_cuts(
      @ForAll("actions") List<Integer> actions, @ForAll long seed) throws JournalException {
    run(actions, seed);
  }

  private static void run(List<Integer> actions, long seed) throws JournalException {
    try (JournalRun run = new JournalRun(new Random(seed), SMALL)) {
      for (int action : actions) {
        run.act(action);
      }
      run.powerCut();
    }
  }

  @Property(tries = 60)
  void the_journal_stays_small(@ForAll("actions") List<Integer> actions, @ForAll long seed)
      throws JournalException {
    try (JournalRun run = new JournalRun(new Random(seed), SMALL)) {
      for (int round = 0; round < 20; round++) {
        for (int action : actions) {
          run.step(Step.values()[action % Step.values().length], action / 7 % 40);
        }
        JournalFigures status = run.figures();
        assertThat(status.size()).isLessThanOrEqualTo(3 * status.live() + 7L * SMALL.segmentSize());
      }
    }
  }

  @Provide
  Arbitrary<List<Integer>> actions() {
    return Arbitraries.integers().between(0, 100_000).list().ofMinSize(1).ofMaxSize(80);
  }
}
