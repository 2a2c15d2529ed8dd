package io.pikabus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Begins segments, carries into them what {@link Compaction} says, and gives the old ones up. Every
 * method needs the journal's lock.
 */
final class Compactor {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** Room for a few records that give segments up, and for the one that closes the journal. */
  private static final long CONTROL =
      8 * FrameFormat.size(new LogRecord.Freed(0), 0) + FrameFormat.size(new LogRecord.Closed(), 0);

  private final Segments segments;
  private final Ledger ledger;
  private final GroupCommit commits;

  Compactor(Segments segments, Ledger ledger, GroupCommit commits) {
    this.segments = segments;
    this.ledger = ledger;
    this.commits = commits;
  }

  /** Whether the newest segment has room for octets beside what is set aside. */
  boolean hasRoom(long octets) {
    return commits.fits(octets + ledger.outcomes() + CONTROL);
  }

  /**
   * Begins a segment and carries into it what lives in those that it replaces. Everything must be
   * written, and nobody be at it.
   *
   * @param need octets for which there must be room, beside what is set aside
   * @throws JournalFullException if there is no room; the newest segment stays as it is
   * @throws IOException if it is not known what is on the disk
   */
  void roll(long need) throws IOException, JournalFullException {
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
    dropBefore(plan.first());
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
    LogRecord record = new LogRecord.Carried(entry.branch(), entry.number(), entry.prepared());
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
    if (first > usage.get(0).number()
        && commits.fits(FrameFormat.size(freed, 0) + ledger.outcomes())) {
      commits.append(freed, NOTHING);
      commits.forceNow();
      dropBefore(first);
    }
  }

  /**
   * After a branch is over: says that segments are not needed, if they take too much room. When
   * that is forced, {@link #dropBefore} may follow.
   *
   * @return the first that is; 0 if nothing was said
   */
  long freeing() {
    if (segments.size() <= 3L * segments.usualSize()) {
      return 0;
    }
    List<Compaction.Usage> usage = segments.usage(ledger);
    long first = Compaction.firstLiving(usage);
    LogRecord freed = new LogRecord.Freed(first);
    if (!Compaction.isWorthFreeing(usage, segments.usualSize())
        || !hasRoom(FrameFormat.size(freed, 0))) {
      return 0;
    }
    commits.append(freed, NOTHING);
    return first;
  }

  /** Gives up the older ones. That they are not needed is on the disk already. */
  void dropBefore(long first) throws IOException {
    segments.dropBefore(first, ledger);
  }
}
