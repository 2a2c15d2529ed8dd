package io.pikabus.journal;

import static io.pikabus.journal.JournalModel.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pikabus.fixtures.machine.OtherJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No room, on a simulated disk and on real ones. */
class FullDiskTest {

  private static final JournalSettings SMALL = new JournalSettings(1 << 16);

  @TempDir Path directory;

  @Test
  void a_full_disk_refuses_branches_and_takes_every_outcome() throws JournalException {
    MemoryDisk disk = new MemoryDisk(4096);
    Journal journal = Journal.open(disk, SMALL);
    disk.limit(200_000);
    assertThat(FullDisk.fill(journal)).isGreaterThan(100);
    journal = Journal.open(disk, SMALL);
    assertThat(FullDisk.decideAndGoOn(journal)).isTrue();
    journal.close();
    assertThat(disk.size()).isLessThanOrEqualTo(200_000);
  }

  @Test
  void a_branch_that_found_no_room_is_not_recorded() throws JournalException {
    MemoryDisk disk = new MemoryDisk(4096);
    try (Journal journal = Journal.open(disk, SMALL)) {
      disk.limit(0);
      assertThatExceptionOfType(JournalFullException.class)
          .isThrownBy(() -> journal.prepare(id(1), new byte[100_000]))
          .withMessageContaining("No space left on device")
          .withMessageContaining("Make room on its disk");
      assertThatExceptionOfType(JournalFullException.class)
          .isThrownBy(() -> journal.commitInOnePhase(id(1), new byte[100_000]));
      assertThat(journal.recover()).isEmpty();
      journal.prepare(id(1), new byte[1000]);
      assertThat(journal.recover()).containsExactly(id(1));
    }
  }

  @Test
  void closing_it_many_times_takes_no_room_from_the_outcomes() throws JournalException {
    MemoryDisk disk = new MemoryDisk(4096);
    JournalSettings oneSegment = new JournalSettings(4096);
    Journal journal = Journal.open(disk, oneSegment);
    disk.limit(0);
    journal.prepare(id(1), new byte[3500]);
    for (int time = 0; time < 50; time++) {
      journal.close();
      journal = Journal.open(disk, oneSegment);
    }
    journal.commit(id(1));
    journal.done(id(1));
    assertThat(journal.figures().live()).isZero();
  }

  @Test
  void a_file_system_of_a_megabyte_is_full() throws Exception {
    Path mount = Files.createDirectory(directory.resolve("mount"));
    int probe = run("mount -t tmpfs -o size=1m none " + mount, List.of("unshare", "-Urm"), "true");
    assumeTrue(probe == 0, "this machine lets no process mount a file system of its own");
    assertThat(
            run("mount -t tmpfs -o size=1m none " + mount, List.of("unshare", "-Urm"), fill(mount)))
        .isEqualTo(FullDisk.FULL);
  }

  @Test
  void a_process_that_may_write_no_larger_files_is_refused() throws Exception {
    assertThat(run("ulimit -f 1000", List.of(), fill(directory))).isEqualTo(FullDisk.FULL);
  }

  private static String fill(Path place) {
    return OtherJvm.command(FullDisk.class, place.toString()).stream()
        .collect(Collectors.joining("' '", "exec '", "'"));
  }

  /** What a shell exits with. */
  private int run(String before, List<String> with, String command)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(with);
    words.addAll(List.of("bash", "-c", before + " && " + command));
    Process process;
    try {
      process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException missing) {
      return -1;
    }
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }
}
