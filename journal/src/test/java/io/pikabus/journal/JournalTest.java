package io.pikabus.journal;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the machine's own disk. */
class JournalTest {

  private static final JournalSettings SMALL = new JournalSettings(1 << 16);

  @TempDir Path directory;

  private Journal open() throws JournalException {
    return Journal.open(directory, SMALL);
  }

  private static BranchId id(int branch) {
    return JournalModel.id(branch);
  }

  @Test
  void what_is_prepared_and_what_is_committed_is_found_again() throws JournalException {
    UUID node;
    try (Journal journal = open()) {
      node = journal.node();
      for (int branch = 0; branch < 5; branch++) {
        journal.prepare(id(branch), new byte[] {(byte) branch});
      }
      journal.commit(id(3));
      journal.commit(id(1));
      journal.rollBack(id(2));
      journal.done(id(4));
      journal.commitInOnePhase(id(9), new byte[] {9, 9});
    }
    try (Journal journal = open()) {
      assertThat(journal.node()).isEqualTo(node);
      assertThat(journal.recover()).containsExactly(id(0));
      assertThat(journal.undelivered())
          .containsExactly(
              new Journal.Undelivered(id(3), 1),
              new Journal.Undelivered(id(1), 1),
              new Journal.Undelivered(id(9), 2));
      assertThat(journal.octets(id(0))).containsExactly(0);
      assertThat(journal.octets(id(9))).containsExactly(9, 9);
      JournalFigures status = journal.figures();
      assertThat(status.prepared()).isEqualTo(1);
      assertThat(status.undelivered()).isEqualTo(3);
    }
  }

  @Test
  void since_when_the_oldest_is_prepared_survives_compaction_and_a_restart() throws Exception {
    Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Instant after;
    try (Journal journal = open()) {
      assertThat(journal.figures().oldestPrepared()).isNull();
      assertThat(journal.figures().oldestUndelivered()).isNull();
      journal.prepare(id(1), new byte[10]);
      journal.commitInOnePhase(id(2), new byte[10]);
      after = Instant.now();
      // The next ones are younger.
      await().until(() -> Instant.now().isAfter(after.plusMillis(2)));
      for (int branch = 3; branch < 500; branch++) {
        journal.prepare(id(branch), new byte[2000]);
        journal.commit(id(branch));
        if (branch > 10) {
          journal.done(id(branch));
        }
      }
      journal.prepare(id(500), new byte[10]);
      assertThat(Files.exists(directory.resolve(Segments.name(1)))).isFalse();
    }
    try (Journal journal = open()) {
      assertThat(journal.figures().oldestPrepared()).isBetween(before, after);
      assertThat(journal.figures().oldestUndelivered()).isBetween(before, after);
      journal.rollBack(id(1));
      journal.done(id(2));
      assertThat(journal.figures().oldestPrepared()).isAfter(after);
      assertThat(journal.figures().oldestUndelivered()).isAfter(after);
    }
  }

  @Test
  void what_the_protocol_forbids_is_refused_and_not_recorded() throws JournalException {
    try (Journal journal = open()) {
      journal.prepare(id(1), new byte[0]);
      assertThatIllegalStateException().isThrownBy(() -> journal.prepare(id(1), new byte[0]));
      assertThatIllegalStateException().isThrownBy(() -> journal.commit(id(2)));
      assertThatIllegalStateException().isThrownBy(() -> journal.rollBack(id(2)));
      assertThatIllegalStateException().isThrownBy(() -> journal.done(id(2)));
      assertThatIllegalStateException().isThrownBy(() -> journal.octets(id(2)));
      journal.commit(id(1));
      assertThatIllegalStateException().isThrownBy(() -> journal.rollBack(id(1)));
      assertThatIllegalStateException().isThrownBy(() -> journal.commit(id(1)));
      journal.done(id(1));
      assertThatIllegalStateException()
          .isThrownBy(() -> journal.done(id(1)))
          .withMessage("A branch that is ABSENT cannot be done.");
      assertThat(journal.figures().live()).isZero();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> BranchId.of(1, new byte[65], new byte[0]));
    }
  }

  @Test
  void one_at_a_time_has_a_journal() throws JournalException {
    Journal first = open();
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatExceptionOfType(JournalInUseException.class)
          .isThrownBy(this::open)
          .withMessageContaining("is open in this process already");
    }
    first.close();
    first.close();
    assertThatExceptionOfType(JournalFailedException.class)
        .isThrownBy(first::recover)
        .withMessage("The journal is closed.");
    open().close();
  }

  @Test
  void a_directory_that_is_a_file_is_refused() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatExceptionOfType(JournalFailedException.class)
        .isThrownBy(() -> Journal.open(file, SMALL))
        .withMessageContaining(file + " cannot be opened");
  }

  @Test
  void many_threads_share_the_forces_and_each_finds_its_branches() throws Exception {
    int threads = 24;
    int each = 40;
    Set<BranchId> prepared = new HashSet<>();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (Journal journal = open()) {
      List<Future<List<BranchId>>> all = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int first = thread * each;
        all.add(
            pool.submit(
                () -> {
                  List<BranchId> kept = new ArrayList<>();
                  for (int branch = first; branch < first + each; branch++) {
                    journal.prepare(id(branch), JournalModel.octets(branch));
                    switch (branch % 4) {
                      case 0 -> journal.commit(id(branch));
                      case 1 -> journal.rollBack(id(branch));
                      case 2 -> journal.done(id(branch));
                      default -> kept.add(id(branch));
                    }
                  }
                  return kept;
                }));
      }
      for (Future<List<BranchId>> one : all) {
        prepared.addAll(one.get());
      }
      JournalFigures status = journal.figures();
      assertThat(status.forces()).isPositive().isLessThan(threads * each / 2);
      assertThat(status.segments()).isGreaterThan(3);
    } finally {
      pool.shutdown();
    }
    try (Journal journal = open()) {
      assertThat(new HashSet<>(journal.recover())).isEqualTo(prepared);
      assertThat(journal.undelivered().stream().map(Journal.Undelivered::branch).collect(toSet()))
          .hasSize(threads * each / 4);
      for (BranchId branch : prepared) {
        assertThat(journal.octets(branch)).isNotEmpty();
      }
    }
  }

  @Test
  void an_interrupted_thread_does_not_break_the_journal() throws JournalException {
    try (Journal journal = open()) {
      for (int branch = 0; branch < 200; branch++) {
        Thread.currentThread().interrupt();
        journal.prepare(id(branch), new byte[1000]);
        journal.commit(id(branch));
        journal.octets(id(branch));
        journal.done(id(branch));
        assertThat(Thread.interrupted()).isTrue();
      }
      assertThat(journal.figures().segments()).isLessThan(8);
    }
    open().close();
  }

  @Test
  void a_branch_may_be_larger_than_a_segment() throws JournalException {
    byte[] large = new byte[300_000];
    large[299_999] = 7;
    try (Journal journal = open()) {
      journal.prepare(id(1), large);
      journal.commit(id(1));
      for (int branch = 2; branch < 500; branch++) {
        journal.prepare(id(branch), new byte[2000]);
        journal.rollBack(id(branch));
      }
      assertThat(journal.octets(id(1))).isEqualTo(large);
    }
    try (Journal journal = open()) {
      assertThat(journal.octets(id(1))).isEqualTo(large);
      journal.done(id(1));
      assertThat(journal.figures().live()).isZero();
    }
  }

  @Test
  void files_of_others_are_left_alone() throws Exception {
    Path note = Files.writeString(directory.resolve("README"), "hands off");
    open().close();
    open().close();
    assertThat(note).hasContent("hands off");
  }
}
