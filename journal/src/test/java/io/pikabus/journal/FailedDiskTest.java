package io.pikabus.journal;

import static io.pikabus.journal.JournalModel.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** After a force that failed nothing is certain, so nothing is answered. */
class FailedDiskTest {

  private static final JournalSettings SMALL = new JournalSettings(1 << 16);

  @Test
  void a_journal_that_failed_answers_nothing_until_it_is_opened_again() throws JournalException {
    MemoryDisk disk = new MemoryDisk(512);
    Journal journal = Journal.open(disk, SMALL);
    journal.prepare(id(1), new byte[10]);
    assertThat(journal.figures().failure()).isNull();
    disk.failForceAfter(0);
    List<ThrowingCallable> calls =
        List.of(
            () -> journal.prepare(id(2), new byte[10]),
            () -> journal.prepare(id(3), new byte[10]),
            () -> journal.commitInOnePhase(id(3), new byte[10]),
            () -> journal.commit(id(1)),
            () -> journal.rollBack(id(1)),
            () -> journal.done(id(1)),
            () -> journal.octets(id(1)),
            journal::recover,
            journal::undelivered);
    int forces = disk.forces();
    for (ThrowingCallable call : calls) {
      assertThatExceptionOfType(JournalFailedException.class)
          .isThrownBy(call)
          .withMessageContaining("Input/output error")
          .withMessageContaining("Close the journal and open it again.");
    }
    assertThat(journal.figures().failure()).contains("Input/output error");
    journal.close();
    assertThat(disk.forces()).isEqualTo(forces + 1);
    assertThat(Journal.open(disk, SMALL).recover()).contains(id(1)).doesNotContain(id(3));
  }

  @Test
  void what_is_found_after_a_failed_force_outlives_the_next_power_cut() throws JournalException {
    MemoryDisk disk = new MemoryDisk(512);
    Journal journal = Journal.open(disk, SMALL);
    disk.failForceAfter(0);
    assertThatExceptionOfType(JournalFailedException.class)
        .isThrownBy(() -> journal.prepare(id(1), new byte[1000]));
    journal.close();
    // The system shows what the disk does not have.
    assertThat(Journal.open(disk, SMALL).recover()).containsExactly(id(1));
    MemoryDisk after = disk.powerCut(new Random(1));
    assertThat(Journal.open(after, SMALL).recover()).containsExactly(id(1));
  }

  @Test
  void all_who_wait_for_a_force_learn_that_it_failed() throws Exception {
    MemoryDisk disk = new MemoryDisk(512);
    Journal journal = Journal.open(disk, SMALL);
    disk.failForceAfter(20);
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<Boolean>> all =
          java.util.stream.IntStream.range(0, 8)
              .mapToObj(thread -> pool.submit(() -> fails(journal, thread)))
              .toList();
      for (Future<Boolean> each : all) {
        assertThat(each.get()).isTrue();
      }
    } finally {
      pool.shutdown();
    }
  }

  private static boolean fails(Journal journal, int thread) throws JournalException {
    try {
      for (int branch = 0; branch < 10_000; branch++) {
        journal.prepare(id(thread * 10_000 + branch), new byte[10]);
      }
      return false;
    } catch (JournalFailedException failed) {
      return true;
    }
  }
}
