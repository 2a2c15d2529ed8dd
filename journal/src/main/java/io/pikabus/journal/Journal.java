package io.pikabus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * What an XA resource manager must not forget, on a local disk. It keeps opaque octets for each
 * branch and what was decided about it.
 *
 * <pre>{@code
 * try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
 *   journal.prepare(branch, messages); // on the disk
 *   journal.commit(branch);            // on the disk
 *   send(messages);
 *   journal.done(branch);              // written, and on the disk some time
 * }
 * }</pre>
 *
 * <p>Thread-safe. No method is ended by an interrupt. Those that force wait for the disk, together
 * with other threads that force.
 *
 * <p>Not guaranteed: that a branch that is done, or rolled back, stays so after the machine stops.
 * It is prepared or committed again then, so it is decided or delivered twice.
 */
public final class Journal implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus.journal");

  /**
   * A branch that is committed and not done.
   *
   * @param size of its octets, which {@link Journal#octets} reads
   */
  public record Undelivered(BranchId branch, int size) {}

  private final RecordLog log;

  /** With the log's lock. */
  private final Ledger ledger;

  private Journal(Opening opening) {
    log = new RecordLog(opening);
    ledger = opening.ledger();
  }

  /**
   * Opens the journal of a directory, or makes one there.
   *
   * @throws JournalInUseException if it is open elsewhere
   * @throws JournalDamagedException if something is missing; nothing is changed
   * @throws JournalFailedException if the disk cannot be read or written
   */
  public static Journal open(Path directory, JournalSettings settings) throws JournalException {
    FileDisk disk;
    try {
      disk = FileDisk.open(directory);
    } catch (IOException failure) {
      throw notOpened(directory.toString(), failure);
    }
    return open(disk, settings);
  }

  static Journal open(Disk disk, JournalSettings settings) throws JournalException {
    boolean opened = false;
    try {
      Journal journal = new Journal(Opening.of(disk, settings));
      opened = true;
      return journal;
    } catch (IOException failure) {
      throw notOpened(disk.place(), failure);
    } finally {
      if (!opened) {
        release(disk);
      }
    }
  }

  private static void release(Disk disk) {
    try {
      disk.close();
    } catch (IOException failure) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The lock of the journal " + disk.place() + " could not be given back.",
          failure);
    }
  }

  private static JournalFailedException notOpened(String place, IOException cause) {
    return new JournalFailedException(
        "The journal in %s cannot be opened: %s. Make room on its disk, or give the server the right to write there."
            .formatted(place, cause),
        cause);
  }

  /** To whom the journal belongs: the same as long as its directory exists. */
  public UUID node() {
    return log.node();
  }

  /**
   * Records what a branch will do if it is committed, and forces it.
   *
   * @param octets not looked at; not kept
   * @throws JournalFullException if there is no room; nothing was recorded
   * @throws JournalFailedException if it is not known whether it was recorded
   * @throws IllegalStateException if the branch lives already
   */
  public void prepare(BranchId branch, byte[] octets) throws JournalException {
    log.forced(() -> appendPrepared(branch, octets));
  }

  /**
   * Prepares and commits at once, with one force: the branch is alone in its transaction.
   *
   * @throws JournalFullException if there is no room; nothing was recorded
   * @throws JournalFailedException if it is not known whether it was recorded
   * @throws IllegalStateException if the branch lives already
   */
  public void commitInOnePhase(BranchId branch, byte[] octets) throws JournalException {
    log.forced(
        () -> {
          appendPrepared(branch, octets);
          return log.append(new LogRecord.Committed(branch, ledger.nextCommit()));
        });
  }

  private Frame appendPrepared(BranchId branch, byte[] octets) throws JournalException {
    LogRecord record = new LogRecord.Prepared(branch, System.currentTimeMillis());
    long size = FrameFormat.size(record, octets.length);
    long outcomes = new Ledger.Entry(branch, 0, 0, new Frame(record, 0, 0, 0, 0)).outcomes();
    log.makeRoom(size + outcomes);
    ledger.state(branch).prepare();
    return log.append(record, ByteBuffer.wrap(octets));
  }

  /**
   * Records the decision to commit, and forces it.
   *
   * @throws IllegalStateException if the branch is not prepared
   */
  public void commit(BranchId branch) throws JournalException {
    log.forced(
        () -> {
          log.makeRoomForOutcome(new LogRecord.Committed(branch, 0));
          ledger.state(branch).commit();
          return log.append(new LogRecord.Committed(branch, ledger.nextCommit()));
        });
  }

  /**
   * Records the decision to roll back. Not forced: a branch without an outcome is rolled back by
   * its manager.
   *
   * @throws IllegalStateException if the branch is not prepared
   */
  public void rollBack(BranchId branch) throws JournalException {
    log.written(
        () -> {
          log.makeRoomForOutcome(new LogRecord.RolledBack(branch));
          ledger.state(branch).rollBack();
          return log.append(new LogRecord.RolledBack(branch));
        });
  }

  /**
   * Records that everything of a branch is delivered. Not forced. A branch that is only prepared
   * may be done, when it was delivered as part of its commit.
   *
   * @throws IllegalStateException if the branch does not live
   */
  public void done(BranchId branch) throws JournalException {
    log.writtenLast(
        () -> {
          log.makeRoomForOutcome(new LogRecord.Done(branch));
          ledger.state(branch).done();
          return log.append(new LogRecord.Done(branch));
        });
  }

  /** Those prepared and not decided; all of them are on the disk. */
  public List<BranchId> recover() throws JournalException {
    return log.forced(
        () -> {
          log.checkWorks();
          return ledger.prepared();
        });
  }

  /** Those committed and not done, in the order of their commits; all of them are on the disk. */
  public List<Undelivered> undelivered() throws JournalException {
    return log.forced(
        () -> {
          log.checkWorks();
          return ledger.committed().stream()
              .map(entry -> new Undelivered(entry.branch(), entry.octets()))
              .toList();
        });
  }

  /**
   * The octets of a branch, read from the disk.
   *
   * @throws IllegalStateException if the branch is neither prepared nor committed
   */
  public byte[] octets(BranchId branch) throws JournalException {
    return log.octets(branch);
  }

  /** How it is doing, also when it has failed. */
  public JournalFigures figures() {
    return log.figures();
  }

  /**
   * Forces what is written, and gives the directory back. A journal that failed only does the
   * latter.
   */
  @Override
  public void close() throws JournalException {
    log.close();
  }
}
