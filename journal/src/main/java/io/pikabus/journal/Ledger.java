package io.pikabus.journal;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The branches that live: prepared, or committed and not done. What the records of a journal add up
 * to. Not thread-safe.
 */
final class Ledger {

  /**
   * A living branch.
   *
   * @param number its place in the order of commits; 0 while it is only prepared
   * @param segment that holds its octets
   * @param frame with them
   */
  record Entry(BranchId branch, long number, long segment, Frame frame) {

    BranchState state() {
      return number == 0 ? BranchState.PREPARED : BranchState.COMMITTED;
    }

    /** When it was prepared, in milliseconds since 1970. */
    long prepared() {
      return frame.record() instanceof LogRecord.Carried carried
          ? carried.time()
          : ((LogRecord.Prepared) frame.record()).time();
    }

    int octets() {
      return frame.end() - frame.octets();
    }

    /** Octets that the records still to come about it will need. */
    long outcomes() {
      long done = FrameFormat.size(new LogRecord.Done(branch), 0);
      return number == 0 ? done + FrameFormat.size(new LogRecord.Committed(branch, 0), 0) : done;
    }

    /** Octets of the frame with which compaction carries it into another segment. */
    long carriedSize() {
      return FrameFormat.size(new LogRecord.Carried(branch, number, 0), octets());
    }

    private Entry committed(long number) {
      return new Entry(branch, number, segment, frame);
    }
  }

  private final Map<BranchId, Entry> entries = new LinkedHashMap<>();
  private final Map<Long, Long> livePerSegment = new HashMap<>();
  private long live;
  private long outcomes;
  private long commits;

  BranchState state(BranchId branch) {
    Entry entry = entries.get(branch);
    return entry == null ? BranchState.ABSENT : entry.state();
  }

  /** The entry of a branch that lives. */
  Entry entry(BranchId branch) {
    Entry entry = entries.get(branch);
    if (entry == null) {
      throw new IllegalStateException("The journal knows no branch " + branch + ".");
    }
    return entry;
  }

  /** The number that the next commit gets. */
  long nextCommit() {
    return commits + 1;
  }

  /**
   * A record follows. The outcome of an unknown branch says nothing: its beginning lay in a segment
   * that is gone, because it is over.
   *
   * @param segment in which the frame lies
   * @throws IllegalStateException for a second PREPARED of a living branch, which no journal writes
   */
  void apply(long segment, Frame frame) {
    LogRecord record = frame.record();
    if (record instanceof LogRecord.Prepared it) {
      state(it.branch()).prepare();
      put(new Entry(it.branch(), 0, segment, frame));
    } else if (record instanceof LogRecord.Carried it) {
      commits = Math.max(commits, it.number());
      put(new Entry(it.branch(), it.number(), segment, frame));
    } else if (record instanceof LogRecord.Committed it) {
      commits = Math.max(commits, it.number());
      Entry entry = entries.get(it.branch());
      if (entry != null) {
        put(entry.committed(it.number()));
      }
    } else if (record instanceof LogRecord.RolledBack it) {
      remove(it.branch());
    } else if (record instanceof LogRecord.Done it) {
      remove(it.branch());
    }
  }

  private void put(Entry entry) {
    remove(entry.branch());
    entries.put(entry.branch(), entry);
    count(entry, 1);
  }

  private void remove(BranchId branch) {
    Entry entry = entries.remove(branch);
    if (entry != null) {
      count(entry, -1);
    }
  }

  private void count(Entry entry, int sign) {
    long size = sign * entry.carriedSize();
    live += size;
    outcomes += sign * entry.outcomes();
    livePerSegment.merge(entry.segment(), size, Long::sum);
  }

  /** Octets that compaction would have to carry out of a segment. */
  long live(long segment) {
    return livePerSegment.getOrDefault(segment, 0L);
  }

  /** Octets that compaction would have to carry out of all segments. */
  long live() {
    return live;
  }

  /** Octets that must stay free for the outcomes of all branches. */
  long outcomes() {
    return outcomes;
  }

  /** A segment is gone, or has nothing that lives. */
  void forget(long segment) {
    livePerSegment.remove(segment);
  }

  Collection<Entry> entries() {
    return entries.values();
  }

  /** Those prepared and not decided, in no order. */
  List<BranchId> prepared() {
    return entries.values().stream()
        .filter(entry -> entry.state() == BranchState.PREPARED)
        .map(Entry::branch)
        .toList();
  }

  /** How many are in a state. */
  int count(BranchState state) {
    return (int) entries.values().stream().filter(entry -> entry.state() == state).count();
  }

  /** When the first of those in a state was prepared; null if there are none. */
  @Nullable Instant oldest(BranchState state) {
    OptionalLong first =
        entries.values().stream()
            .filter(entry -> entry.state() == state)
            .mapToLong(Entry::prepared)
            .min();
    return first.isPresent() ? Instant.ofEpochMilli(first.getAsLong()) : null;
  }

  /** Those committed and not done, in the order in which they were committed. */
  List<Entry> committed() {
    return entries.values().stream()
        .filter(entry -> entry.state() == BranchState.COMMITTED)
        .sorted(Comparator.comparingLong(Entry::number))
        .toList();
  }
}
