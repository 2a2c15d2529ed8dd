package io.pikabus.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pikabus.fixtures.machine.OtherJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another process has the journal, works with four threads, and is killed in the middle. */
class KilledProcessTest {

  @TempDir Path directory;

  @Test
  void what_a_killed_process_was_told_is_there() throws Exception {
    Process process =
        OtherJvm.running(BusyProcess.class, directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Set<String> committed = new HashSet<>();
    Set<String> prepared = new HashSet<>();
    try (BufferedReader lines = process.inputReader()) {
      while (committed.size() < 100) {
        read(lines.readLine(), prepared, committed);
      }
      assertThatExceptionOfType(JournalInUseException.class)
          .isThrownBy(() -> Journal.open(directory, BusyProcess.SETTINGS))
          .withMessageContaining("Another process has the journal");
      // Not by the process itself, which would close the pipe with what it has said.
      process.toHandle().destroyForcibly();
      process.waitFor();
      readRest(lines, prepared, committed);
    }
    try (Journal journal = Journal.open(directory, BusyProcess.SETTINGS)) {
      Set<String> decided =
          new HashSet<>(
              journal.undelivered().stream().map(each -> each.branch().toString()).toList());
      Set<String> all = new HashSet<>(decided);
      journal.recover().forEach(branch -> all.add(branch.toString()));
      assertThat(decided).containsAll(committed);
      assertThat(all).containsAll(prepared);
      // What was not told: one branch of each thread at most.
      assertThat(all).hasSizeLessThanOrEqualTo(prepared.size() + 4);
      assertThat(decided).hasSizeLessThanOrEqualTo(committed.size() + 4);
    }
  }

  /** The last line may be cut. */
  private static void readRest(BufferedReader lines, Set<String> prepared, Set<String> committed) {
    List<String> rest = new ArrayList<>();
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        rest.add(line);
      }
    } catch (IOException killed) {
      // What was read before counts.
    }
    rest.stream().filter(line -> line.endsWith(".")).forEach(l -> read(l, prepared, committed));
  }

  private static void read(String line, Set<String> prepared, Set<String> committed) {
    String[] words = line.split(" ");
    (words[0].equals("prepared") ? prepared : committed).add(words[1]);
  }
}
