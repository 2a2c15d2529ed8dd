package io.pikabus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

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

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** Room for a few records that give segments up, and for the one that closes the journal. */
  private static final long CONTROL =
      8 * FrameFormat.size(new LogRecord.Freed(0), 0) + FrameFormat.size(new LogRecord.Closed(), 0);

  /**
   * A branch that is committed and not done.
   *
   * @param size of its octets, which {@link Journal#octets} reads
   */
  public record Undelivered(BranchId branch, int size) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Segments segments;
  private final Ledger ledger;
  private final GroupCommit commits;
  private boolean closed;

  private Journal(Opening opening) {
    segments = opening.segments();
    ledger = opening.ledger();
    commits = new GroupCommit(lock, segments.newest(), opening.appended());
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
    return segments.node();
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
    GroupCommit.Ticket ticket;
    lock.lock();
    try {
      appendPrepared(branch, octets);
      ticket = commits.force();
    } finally {
      lock.unlock();
    }
    await(ticket);
  }

  /**
   * Prepares and commits at once, with one force: the branch is alone in its transaction.
   *
   * @throws JournalFullException if there is no room; nothing was recorded
   * @throws JournalFailedException if it is not known whether it was recorded
   * @throws IllegalStateException if the branch lives already
   */
  public void commitInOnePhase(BranchId branch, byte[] octets) throws JournalException {
    GroupCommit.Ticket ticket;
    lock.lock();
    try {
      appendPrepared(branch, octets);
      append(new LogRecord.Committed(branch, ledger.nextCommit()), NOTHING);
      ticket = commits.force();
    } finally {
      lock.unlock();
    }
    await(ticket);
  }

  private void appendPrepared(BranchId branch, byte[] octets) throws JournalException {
    LogRecord record = new LogRecord.Prepared(branch);
    long size = FrameFormat.size(record, octets.length);
    long outcomes = new Ledger.Entry(branch, 0, 0, new Frame(record, 0, 0, 0, 0)).outcomes();
    makeRoom(size + outcomes);
    ledger.state(branch).prepare();
    append(record, ByteBuffer.wrap(octets));
  }

  /**
   * Records the decision to commit, and forces it.
   *
   * @throws IllegalStateException if the branch is not prepared
   */
  public void commit(BranchId branch) throws JournalException {
    GroupCommit.Ticket ticket;
    lock.lock();
    try {
      makeRoomForOutcome(new LogRecord.Committed(branch, 0));
      ledger.state(branch).commit();
      append(new LogRecord.Committed(branch, ledger.nextCommit()), NOTHING);
      ticket = commits.force();
    } finally {
      lock.unlock();
    }
    await(ticket);
  }

  /**
   * Records the decision to roll back. Not forced: a branch without an outcome is rolled back by
   * its manager.
   *
   * @throws IllegalStateException if the branch is not prepared
   */
  public void rollBack(BranchId branch) throws JournalException {
    lock.lock();
    try {
      makeRoomForOutcome(new LogRecord.RolledBack(branch));
      ledger.state(branch).rollBack();
      append(new LogRecord.RolledBack(branch), NOTHING);
      commits.write();
    } catch (IOException failure) {
      throw failed(failure);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Records that everything of a branch is delivered. Not forced. A branch that is only prepared
   * may be done, when it was delivered as part of its commit.
   *
   * @throws IllegalStateException if the branch does not live
   */
  public void done(BranchId branch) throws JournalException {
    GroupCommit.Ticket ticket;
    long freed;
    lock.lock();
    try {
      makeRoomForOutcome(new LogRecord.Done(branch));
      ledger.state(branch).done();
      append(new LogRecord.Done(branch), NOTHING);
      freed = freeing();
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

  /** Those prepared and not decided; all of them are on the disk. */
  public List<BranchId> recover() throws JournalException {
    GroupCommit.Ticket ticket;
    List<BranchId> prepared;
    lock.lock();
    try {
      checkWorks();
      prepared = ledger.prepared();
      ticket = commits.force();
    } finally {
      lock.unlock();
    }
    await(ticket);
    return prepared;
  }

  /** Those committed and not done, in the order of their commits; all of them are on the disk. */
  public List<Undelivered> undelivered() throws JournalException {
    GroupCommit.Ticket ticket;
    List<Undelivered> committed;
    lock.lock();
    try {
      checkWorks();
      committed =
          ledger.committed().stream()
              .map(entry -> new Undelivered(entry.branch(), entry.octets()))
              .toList();
      ticket = commits.force();
    } finally {
      lock.unlock();
    }
    await(ticket);
    return committed;
  }

  /**
   * The octets of a branch, read from the disk.
   *
   * @throws IllegalStateException if the branch is neither prepared nor committed
   */
  public byte[] octets(BranchId branch) throws JournalException {
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

  /** How it is doing, also when it has failed. */
  public JournalStatus status() {
    lock.lock();
    try {
      int prepared = ledger.prepared().size();
      return new JournalStatus(
          segments.node(),
          segments.count(),
          segments.size(),
          ledger.live(),
          prepared,
          ledger.entries().size() - prepared,
          commits.forces());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Forces what is written, and gives the directory back. A journal that failed only does the
   * latter.
   */
  @Override
  public void close() throws JournalException {
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
    if (fits(FrameFormat.size(end, 0) + ledger.outcomes())) {
      commits.append(end, NOTHING);
      commits.forceNow();
    }
  }

  private void checkWorks() throws JournalFailedException {
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

  private void append(LogRecord record, ByteBuffer octets) {
    ledger.apply(segments.newest().number(), commits.append(record, octets));
  }

  private boolean isPending(Ledger.Entry entry) {
    return entry.segment() == segments.newest().number() && !commits.isWritten(entry.frame());
  }

  private boolean fits(long octets) {
    return commits.appended() + octets <= segments.newest().size();
  }

  /** For octets beside what is set aside. May give the lock back meanwhile. */
  private void makeRoom(long octets) throws JournalException {
    checkWorks();
    while (!fits(octets + ledger.outcomes() + CONTROL)) {
      if (commits.isQuiet()) {
        roll(octets);
      } else {
        drain();
      }
    }
  }

  /** There is room, unless the file was cut. May give the lock back. */
  private void makeRoomForOutcome(LogRecord record) throws JournalException {
    checkWorks();
    long octets = FrameFormat.size(record, 0);
    if (!fits(octets)) {
      makeRoom(octets);
    }
  }

  /** Begins a segment and carries into it what lives in those that it replaces. */
  private void roll(long need) throws JournalException {
    try {
      if (!segments.hasSpare()) {
        giveUpDead();
      }
      commits.forceNow();
      Compaction plan =
          Compaction.plan(segments.usage(ledger), ledger.outcomes(), segments.usualSize());
      Segment made = made(plan, need);
      int end = SegmentHeader.SIZE;
      List<Frame> carried = new ArrayList<>();
      for (Ledger.Entry entry : ledger.entries()) {
        if (entry.segment() < plan.first()) {
          Frame frame = carry(entry, made, end);
          carried.add(frame);
          end = frame.end();
        }
      }
      force(made);
      segments.publish(made);
      carried.forEach(frame -> ledger.apply(made.number(), frame));
      commits.goOn(made, end);
      segments.dropBefore(plan.first(), ledger);
    } catch (IOException failure) {
      throw failed(failure);
    }
  }

  private Segment made(Compaction plan, long need) throws JournalFullException {
    long size =
        Compaction.sizeOfNew(
            plan.carried(), ledger.outcomes() + CONTROL, need, segments.usualSize());
    if (size > Integer.MAX_VALUE) {
      throw new JournalFullException(
          "A segment of %d octets would be needed, and 2 GiB are the most: too much lives in the journal, or %d octets are too many for a branch."
              .formatted(size, need));
    }
    try {
      return segments.make(plan.first(), commits.appended(), (int) size);
    } catch (IOException full) {
      throw full(full);
    }
  }

  private Frame carry(Ledger.Entry entry, Segment made, int at)
      throws IOException, JournalFullException {
    ByteBuffer octets = segments.segment(entry.segment()).octets(entry.frame());
    ByteBuffer target = ByteBuffer.allocate((int) entry.carriedSize());
    LogRecord record = new LogRecord.Carried(entry.branch(), entry.number());
    Frame frame = made.format().put(target, at, SegmentHeader.SIZE, record, octets);
    try {
      made.file().write(target.flip(), at);
    } catch (IOException full) {
      segments.drop(made.file());
      throw full(full);
    }
    return frame;
  }

  private void force(Segment made) throws IOException, JournalFullException {
    try {
      made.file().force();
    } catch (IOException full) {
      segments.drop(made.file());
      throw full(full);
    }
  }

  private static JournalFullException full(IOException cause) {
    return new JournalFullException(
        "The journal cannot grow (%s). Make room on its disk. What is prepared can still be decided."
            .formatted(cause.getMessage()),
        cause);
  }

  /** Room on a full disk: the oldest segments in which nothing lives. */
  private void giveUpDead() throws IOException {
    List<Compaction.Usage> usage = segments.usage(ledger);
    long first = Compaction.firstLiving(usage);
    LogRecord freed = new LogRecord.Freed(first);
    if (first > usage.get(0).number() && fits(FrameFormat.size(freed, 0) + ledger.outcomes())) {
      commits.append(freed, NOTHING);
      commits.forceNow();
      segments.dropBefore(first, ledger);
    }
  }

  /**
   * After a branch is over: says that segments are not needed, if they take too much room.
   *
   * @return the first that is; 0 if nothing was said
   */
  private long freeing() {
    if (segments.size() <= 3L * segments.usualSize()) {
      return 0;
    }
    List<Compaction.Usage> usage = segments.usage(ledger);
    long first = Compaction.firstLiving(usage);
    LogRecord freed = new LogRecord.Freed(first);
    if (!Compaction.isWorthFreeing(usage, segments.usualSize())
        || !fits(FrameFormat.size(freed, 0) + ledger.outcomes() + CONTROL)) {
      return 0;
    }
    commits.append(freed, NOTHING);
    return first;
  }

  private void dropBefore(long first) throws JournalFailedException {
    lock.lock();
    try {
      segments.dropBefore(first, ledger);
    } catch (IOException failure) {
      throw failed(failure);
    } finally {
      lock.unlock();
    }
  }
}
