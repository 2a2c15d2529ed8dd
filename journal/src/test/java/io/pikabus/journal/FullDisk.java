package io.pikabus.journal;

import static io.pikabus.journal.JournalModel.id;

import java.nio.file.Path;

/** Fills a journal until it takes no more, and decides everything nevertheless. */
public final class FullDisk {

  /** Exit code: it was full, nothing was lost, and it worked again. */
  static final int FULL = 42;

  private FullDisk() {}

  /**
   * Takes the journal's directory, on a disk that will be full soon, or that takes no large files.
   */
  public static void main(String[] words) throws JournalException {
    Path directory = Path.of(words[0]);
    JournalSettings settings = new JournalSettings(1 << 16);
    try (Journal journal = Journal.open(directory, settings)) {
      fill(journal);
    }
    try (Journal journal = Journal.open(directory, settings)) {
      System.exit(decideAndGoOn(journal) ? FULL : 1);
    }
  }

  /** Prepares until nothing fits; returns how many branches are. */
  static int fill(Journal journal) throws JournalException {
    int branch = 0;
    try {
      while (true) {
        journal.prepare(id(branch), new byte[branch < 500 ? 700 : 2_000_000]);
        branch++;
      }
    } catch (JournalFullException full) {
      System.out.println(branch + " branches: " + full.getMessage());
      return branch;
    }
  }

  /** Whether all can be decided and delivered, with nothing lost, and branches are taken again. */
  static boolean decideAndGoOn(Journal journal) throws JournalException {
    int prepared = journal.recover().size();
    for (BranchId branch : journal.recover()) {
      journal.commit(branch);
    }
    boolean all = journal.recover().isEmpty() && journal.undelivered().size() == prepared;
    for (Journal.Undelivered each : journal.undelivered()) {
      all &= journal.octets(each.branch()).length == 700;
      journal.done(each.branch());
    }
    for (int branch = 1000; branch < 1500; branch++) {
      journal.prepare(id(branch), new byte[700]);
      journal.rollBack(id(branch));
    }
    System.out.println(prepared + " decided; " + journal.figures());
    return all && prepared > 100 && journal.figures().live() == 0;
  }
}
