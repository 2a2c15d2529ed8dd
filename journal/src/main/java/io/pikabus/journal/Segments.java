package io.pikabus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/** The files of a journal. Not thread-safe. */
final class Segments {

  static final String SUFFIX = ".journal";

  /** A file of the usual size that was a segment and will be one again. */
  static final String SPARE = "spare";

  /** A segment in the making. */
  static final String NEW = "new";

  private final Disk disk;
  private final UUID node;
  private final int segmentSize;
  private final SecureRandom salts = new SecureRandom();
  private final NavigableMap<Long, Segment> segments;
  private boolean spare;
  private long size;

  /**
   * Those that were found.
   *
   * @param segments by number, without a gap; may be empty
   * @param spare whether there is a file {@link #SPARE}
   */
  Segments(
      Disk disk, UUID node, int segmentSize, NavigableMap<Long, Segment> segments, boolean spare) {
    this.disk = disk;
    this.node = node;
    this.segmentSize = segmentSize;
    this.segments = new TreeMap<>(segments);
    this.spare = spare;
    size = segments.values().stream().mapToLong(Segment::size).sum();
  }

  static String name(long number) {
    return "%08d%s".formatted(number, SUFFIX);
  }

  UUID node() {
    return node;
  }

  int usualSize() {
    return segmentSize;
  }

  Segment newest() {
    return segments.lastEntry().getValue();
  }

  Segment segment(long number) {
    return Objects.requireNonNull(segments.get(number));
  }

  boolean hasSpare() {
    return spare;
  }

  int count() {
    return segments.size();
  }

  long size() {
    return size;
  }

  /** The oldest first. */
  List<Compaction.Usage> usage(Ledger ledger) {
    return segments.values().stream()
        .map(each -> new Compaction.Usage(each.number(), each.size(), ledger.live(each.number())))
        .toList();
  }

  /**
   * A segment that nobody sees yet: it is dropped, or filled and forced and then published.
   *
   * @param first the number of the oldest segment that will be kept
   * @param previousEnd where the newest one ends
   * @throws IOException mostly because the disk is full; nothing is lost then
   */
  Segment make(long first, int previousEnd, int size) throws IOException {
    Disk.File file;
    if (spare && size <= segmentSize) {
      disk.rename(SPARE, NEW);
      spare = false;
      file = disk.open(NEW);
    } else {
      file = disk.create(NEW, size);
    }
    try {
      long number = segments.isEmpty() ? 1 : segments.lastKey() + 1;
      SegmentHeader header = new SegmentHeader(node, number, salts.nextLong(), first, previousEnd);
      ByteBuffer octets = ByteBuffer.allocate(SegmentHeader.SIZE);
      header.put(octets);
      file.write(octets.flip(), 0);
      return new Segment(header, file, file.size());
    } catch (IOException failure) {
      drop(file);
      throw failure;
    }
  }

  /** A segment that was made is not to be one. */
  void drop(Disk.File made) throws IOException {
    made.close();
    disk.delete(NEW);
  }

  /** A segment that was made, and whose octets are forced, is the newest one from now on. */
  void publish(Segment made) throws IOException {
    disk.rename(NEW, name(made.number()));
    disk.force();
    segments.put(made.number(), made);
    size += made.size();
  }

  /** Gives up the older ones. That they are not needed is on the disk already. */
  void dropBefore(long first, Ledger ledger) throws IOException {
    while (segments.firstKey() < first) {
      Segment oldest = segments.pollFirstEntry().getValue();
      size -= oldest.size();
      ledger.forget(oldest.number());
      oldest.file().close();
      if (!spare && oldest.size() == segmentSize) {
        disk.rename(name(oldest.number()), SPARE);
        spare = true;
      } else {
        disk.delete(name(oldest.number()));
      }
    }
  }

  /** Closes the files and gives the directory back. */
  void close() throws IOException {
    try (disk) {
      for (Segment each : segments.values()) {
        each.file().close();
      }
    }
  }
}
