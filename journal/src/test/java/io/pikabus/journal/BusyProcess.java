package io.pikabus.journal;

import java.nio.file.Path;

/** Prepares and commits in four threads until it is killed, and says what it was told. */
public final class BusyProcess {

  static final JournalSettings SETTINGS = new JournalSettings(1 << 16);

  private BusyProcess() {}

  /** Takes the journal's directory. */
  public static void main(String[] words) throws JournalException {
    Journal journal = Journal.open(Path.of(words[0]), SETTINGS);
    for (int thread = 0; thread < 4; thread++) {
      int first = thread * 1_000_000;
      new Thread(() -> work(journal, first)).start();
    }
  }

  private static void work(Journal journal, int first) {
    try {
      for (int branch = first; ; branch++) {
        BranchId id = JournalModel.id(branch);
        journal.prepare(id, JournalModel.octets(branch));
        System.out.println("prepared " + id + " .");
        journal.commit(id);
        System.out.println("committed " + id + " .");
      }
    } catch (JournalException failed) {
      throw new AssertionError(failed);
    }
  }
}
