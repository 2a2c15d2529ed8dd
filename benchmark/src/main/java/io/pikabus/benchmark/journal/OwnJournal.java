package io.pikabus.benchmark.journal;

import io.pikabus.journal.BranchId;
import io.pikabus.journal.Journal;
import io.pikabus.journal.JournalException;
import io.pikabus.journal.JournalSettings;
import java.nio.file.Path;

/** The journal. */
final class OwnJournal implements Store {

  private final Journal journal;
  private final byte[] octets = new byte[OCTETS];

  OwnJournal(Path directory) throws JournalException {
    journal = Journal.open(directory, JournalSettings.DEFAULT);
  }

  @Override
  public void branch(long number) throws JournalException {
    BranchId id = Branches.of(number);
    journal.prepare(id, octets);
    journal.done(id);
  }

  @Override
  public void close() throws JournalException {
    journal.close();
  }
}
