package io.pikabus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The records of a journal: appended in order, with room made for them, and written or forced for
 * several threads at once.
 *
 * <p>Its lock guards all fields, and with them the segments, the ledger, the group that gathers and
 * the compactor. Steps run with the lock. Methods that need it say so; the others take it.
 */
final class RecordLog {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /**
   * What is appended, or read, with the lock.
   *
   * @param <T> what comes of it
   */
  interface Step<T> {
    /**
     * Does it.
     *
     * @throws JournalException also when there is no room
     * @throws IllegalStateException if the branch is in no state for it
     */
    T run() throws JournalException;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Segments segments;
  private final Ledger ledger;
  private final GroupCommit commits;
  private final Compactor compactor;
  private boolean closed;

  RecordLog(Opening opening) {
    segments = opening.segments();
    ledger = opening.ledger();
    commits = new GroupCommit(lock, segments.newest(), opening.appended());
    compactor = new Compactor(segments, ledger, commits);
  }

  UUID node() {
    return segments.node();
  }

  /** Does a step, and returns when all that is appended by then is on the disk. */
  <T> T forced(Step<T> step) throws JournalException {
    GroupCommit.Ticket ticket;
    T result;
    lock.lock();
    try {
      result = step.run();
      ticket = commits.force();
    } finally {
      lock.unlock();
    }
    await(ticket);
    return result;
  }

  /** Does a step. What it appends is written, or will be by whoever is writing. */
  void written(Step<?> step) throws JournalException {
    lock.lock();
    try {
      step.run();
      commits.write();
    } catch (IOException failure) {
      throw failed(failure);
    } finally {
      lock.unlock();
    }
  }

  /** The same, with which a branch is over; segments may not be needed any more. */
  void writtenLast(Step<?> step) throws JournalException {
    GroupCommit.Ticket ticket;
    long freed;
    lock.lock();
    try {
      step.run();
      freed = compactor.freeing();
      if (freed == 0) {
        commits.write();
        return;
      }
      ticket = commits.force();
    } catch (IOException failure) {
      throw failed(failure);
    } finally {
      lock.unlock();
    }
    await(ticket);
    dropBefore(freed);
  }

  private void dropBefore(long first) throws JournalFailedException {
    lock.lock();
    try {
      compactor.dropBefore(first);
    } catch (IOException failure) {
      throw failed(failure);
    } finally {
      lock.unlock();
    }
  }

  /** Adds a record without octets. Needs the lock, and room. */
  Frame append(LogRecord record) {
    return append(record, NOTHING);
  }

  /** Adds a record. Needs the lock, and room. */
  Frame append(LogRecord record, ByteBuffer octets) {
    Frame frame = commits.append(record, octets);
    ledger.apply(segments.newest().number(), frame);
    return frame;
  }

  /** For octets beside what is set aside. Needs the lock, and may give it back meanwhile. */
  void makeRoom(long octets) throws JournalException {
    checkWorks();
    while (!compactor.hasRoom(octets)) {
      if (commits.isQuiet()) {
        roll(octets);
      } else {
        drain();
      }
    }
  }

  /**
   * For a record without octets. There is room, unless the file was cut. Needs the lock, and may
   * give it back meanwhile.
   */
  void makeRoomForOutcome(LogRecord record) throws JournalException {
    checkWorks();
    long octets = FrameFormat.size(record, 0);
    if (!commits.fits(octets)) {
      makeRoom(octets);
    }
  }

  private void roll(long need) throws JournalException {
    try {
      compactor.roll(need);
    } catch (IOException failure) {
      throw failed(failure);
    }
  }

  /**
   * The octets of a branch, read from the disk.
   *
   * @throws IllegalStateException if the branch does not live
   */
  byte[] octets(BranchId branch) throws JournalException {
    lock.lock();
    try {
      checkWorks();
      while (isPending(ledger.entry(branch))) {
        drain();
      }
      Ledger.Entry entry = ledger.entry(branch);
      ByteBuffer read = segments.segment(entry.segment()).octets(entry.frame());
      byte[] octets = new byte[read.remaining()];
      read.get(octets);
      return octets;
    } catch (IOException failure) {
      throw failed(failure);
    } finally {
      lock.unlock();
    }
  }

  private boolean isPending(Ledger.Entry entry) {
    return entry.segment() == segments.newest().number() && !commits.isWritten(entry.frame());
  }

  /** How it is doing, also when it has failed. */
  JournalFigures figures() {
    lock.lock();
    try {
      IOException failure = commits.failure();
      return new JournalFigures(
          segments.node(),
          segments.count(),
          segments.size(),
          ledger.live(),
          ledger.count(BranchState.PREPARED),
          ledger.oldest(BranchState.PREPARED),
          ledger.count(BranchState.COMMITTED),
          ledger.oldest(BranchState.COMMITTED),
          commits.forces(),
          failure == null ? null : failure.getMessage());
    } finally {
      lock.unlock();
    }
  }

  /** Forces what is written, and closes the files. One that failed only does the latter. */
  void close() throws JournalException {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      try {
        if (commits.failure() == null) {
          closeInOrder();
        }
      } finally {
        closed = true;
        segments.close();
      }
    } catch (IOException failure) {
      throw failed(failure);
    } finally {
      lock.unlock();
    }
  }

  private void closeInOrder() throws JournalException, IOException {
    while (!commits.isQuiet()) {
      drain();
    }
    commits.forceNow();
    LogRecord end = new LogRecord.Closed();
    if (commits.fits(FrameFormat.size(end, 0) + ledger.outcomes())) {
      commits.append(end, NOTHING);
      commits.forceNow();
    }
  }

  /** Needs the lock. */
  void checkWorks() throws JournalFailedException {
    if (closed) {
      throw new JournalFailedException("The journal is closed.");
    }
    IOException failure = commits.failure();
    if (failure != null) {
      throw failed(failure);
    }
  }

  /** From now on nothing is answered. */
  private JournalFailedException failed(IOException cause) {
    commits.fail(cause);
    return new JournalFailedException(
        "The journal's disk failed (%s), so it is not known what is on it. Close the journal and open it again."
            .formatted(cause.getMessage()),
        cause);
  }

  /** Without the lock. */
  private void await(GroupCommit.Ticket ticket) throws JournalFailedException {
    try {
      ticket.await();
    } catch (IOException failure) {
      throw failed(failure);
    }
  }

  /** Waits until everything is on the disk, without the lock meanwhile. */
  private void drain() throws JournalFailedException {
    GroupCommit.Ticket ticket = commits.force();
    lock.unlock();
    try {
      await(ticket);
    } finally {
      lock.lock();
    }
    checkWorks();
  }
}
