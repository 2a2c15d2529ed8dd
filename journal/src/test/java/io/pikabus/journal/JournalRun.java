package io.pikabus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.journal.JournalModel.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A journal on a simulated disk beside its model, and all that can happen to the two. */
final class JournalRun implements AutoCloseable {

  private final Random random;
  private final JournalSettings settings;
  private MemoryDisk disk;
  private Journal journal;

  /** What may be found after a power cut now; the last one is what is known. */
  private List<JournalModel> possible = new ArrayList<>(List.of(JournalModel.EMPTY));

  private int seeds = 1;

  JournalRun(Random random, JournalSettings settings) throws JournalException {
    this.random = random;
    this.settings = settings;
    disk = new MemoryDisk(random.nextBoolean() ? 512 : 4096);
    journal = Journal.open(disk, settings);
  }

  /** One of the things that can happen; mostly a step. */
  void act(int action) throws JournalException {
    switch (action % 16) {
      case 0 -> powerCut();
      case 1 -> kill();
      case 2 -> reopen();
      case 3 -> disk.powerOffAfter(random.nextInt(12));
      case 4 -> disk.failForceAfter(random.nextInt(4));
      case 5 -> disk.limit(random.nextBoolean() ? disk.size() : Long.MAX_VALUE);
      default -> step(Step.values()[action / 16 % Step.values().length], action / 160 % 12);
    }
  }

  void step(Step step, int branch) throws JournalException {
    JournalModel known = known();
    if (!known.allows(step, branch)) {
      return;
    }
    int seed = seeds++;
    try {
      JournalModel.carryOut(journal, step, branch, seed);
      if (step.isForced()) {
        possible.clear();
      }
      possible.add(known.after(step, branch, seed));
    } catch (JournalFullException full) {
      assertThat(step).isIn(Step.PREPARE, Step.ONE_PHASE);
    } catch (JournalFailedException failed) {
      possible.addAll(known.during(step, branch, seed));
      if (random.nextBoolean()) {
        powerCut();
      } else {
        kill();
      }
    }
  }

  JournalFigures figures() {
    return journal.figures();
  }

  private JournalModel known() {
    return possible.get(possible.size() - 1);
  }

  void powerCut() throws JournalException {
    disk = disk.powerCut(random);
    open();
  }

  private void kill() throws JournalException {
    open();
  }

  private void reopen() throws JournalException {
    try {
      journal.close();
      possible = new ArrayList<>(List.of(known()));
    } catch (JournalFailedException failed) {
      assertThat(failed).hasMessageContaining("Close the journal and open it again");
    }
    open();
  }

  private void open() throws JournalException {
    if (random.nextInt(4) == 0) {
      openWithPowerCut();
    }
    disk.withoutFaults();
    journal = Journal.open(disk, settings);
    JournalModel found = JournalModel.of(journal);
    assertThat(found).isIn(possible);
    possible = new ArrayList<>(List.of(found));
  }

  /** Opening is cut off in the middle. */
  private void openWithPowerCut() {
    disk.withoutFaults();
    disk.powerOffAfter(random.nextInt(6));
    try {
      journal = Journal.open(disk, settings);
      JournalModel found = JournalModel.of(journal);
      assertThat(found).isIn(possible);
      possible = new ArrayList<>(List.of(found));
    } catch (JournalFailedException cut) {
      assertThat(cut).hasMessageContaining("power off");
    } catch (JournalException other) {
      throw new AssertionError(other);
    }
    disk = disk.powerCut(random);
  }

  @Override
  public void close() throws JournalException {
    disk.withoutFaults();
    journal.close();
  }
}
