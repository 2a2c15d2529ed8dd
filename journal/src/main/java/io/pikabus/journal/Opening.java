package io.pikabus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal. Nothing is changed before all of it was found to be whole.
 *
 * @param appended where the newest segment ends; all before it is forced
 */
record Opening(Segments segments, Ledger ledger, int appended) {

  private static final int CHUNK = 1 << 20;

  static Opening of(Disk disk, JournalSettings settings)
      throws IOException, JournalDamagedException {
    List<String> names = disk.names();
    TreeSet<Long> found = new TreeSet<>();
    for (String name : names) {
      if (name.matches("\\d{8,18}\\" + Segments.SUFFIX)) {
        found.add(Long.valueOf(name.substring(0, name.length() - Segments.SUFFIX.length())));
      }
    }
    TreeMap<Long, Segment> open = new TreeMap<>();
    try {
      return found.isEmpty()
          ? first(disk, settings, names)
          : new Reading(disk, settings, names, found, open).opening();
    } catch (IOException | JournalDamagedException refused) {
      for (Segment each : open.values()) {
        each.file().close();
      }
      throw refused;
    }
  }

  private static Opening first(Disk disk, JournalSettings settings, List<String> names)
      throws IOException {
    Segments segments =
        new Segments(
            disk,
            UUID.randomUUID(),
            settings.segmentSize(),
            new TreeMap<>(),
            spare(disk, settings, names));
    Segment made = segments.make(1, 0, settings.segmentSize());
    made.file().force();
    segments.publish(made);
    return new Opening(segments, new Ledger(), SegmentHeader.SIZE);
  }

  /** Whether the spare file can be used. One of another size is deleted. */
  private static boolean spare(Disk disk, JournalSettings settings, List<String> names)
      throws IOException {
    if (!names.contains(Segments.SPARE)) {
      return false;
    }
    try (Disk.File file = disk.open(Segments.SPARE)) {
      if (file.size() == settings.segmentSize()) {
        return true;
      }
    }
    disk.delete(Segments.SPARE);
    return false;
  }

  /** One reading of a journal that exists. */
  private static final class Reading {

    private final Disk disk;
    private final JournalSettings settings;
    private final List<String> names;
    private final TreeSet<Long> found;
    private final TreeMap<Long, Segment> open;
    private final Ledger ledger = new Ledger();

    Reading(
        Disk disk,
        JournalSettings settings,
        List<String> names,
        TreeSet<Long> found,
        TreeMap<Long, Segment> open) {
      this.disk = disk;
      this.settings = settings;
      this.names = names;
      this.found = found;
      this.open = open;
    }

    Opening opening() throws IOException, JournalDamagedException {
      long last = found.last();
      Segment newest = open(last);
      ByteBuffer content = read(newest);
      SegmentScan scan = SegmentScan.last(content, newest.format());
      whole(last, scan);
      long first = newest.header().first();
      for (Frame frame : scan.frames()) {
        if (frame.record() instanceof LogRecord.Freed freed) {
          first = Math.max(first, freed.first());
        }
      }
      for (long number = first; number < last; number++) {
        if (!found.contains(number)) {
          throw damaged(Segments.name(number), 0, "the file is missing");
        }
        open(number);
      }
      for (long number = first; number < last; number++) {
        Segment segment = at(number);
        int end = at(number + 1).header().previousEnd();
        SegmentScan earlier = SegmentScan.upTo(end, read(segment), segment.format());
        whole(number, earlier);
        replay(number, earlier);
      }
      replay(last, scan);
      makeCertain(newest, scan, content);
      disk.force(); // The newest segment's name may be in the cache only, too.
      return new Opening(cleared(newest, first), ledger, scan.end());
    }

    private Segment open(long number) throws IOException, JournalDamagedException {
      Disk.File file = disk.open(Segments.name(number));
      ByteBuffer octets = ByteBuffer.allocate(Math.min(SegmentHeader.SIZE, file.size()));
      file.read(octets, 0);
      @Nullable SegmentHeader header = SegmentHeader.get(octets.flip());
      if (header == null || header.number() != number) {
        file.close();
        throw damaged(
            Segments.name(number),
            0,
            header == null
                ? "there is no header, or its checksum is wrong"
                : "the header is that of segment " + header.number());
      }
      Segment segment = new Segment(header, file, file.size());
      open.put(number, segment);
      UUID node = open.lastEntry().getValue().header().node();
      if (!node.equals(header.node())) {
        throw damaged(
            Segments.name(number),
            0,
            "it belongs to node %s, and the newest segment to node %s"
                .formatted(header.node(), node));
      }
      return segment;
    }

    private Segment at(long number) {
      return Objects.requireNonNull(open.get(number));
    }

    private static ByteBuffer read(Segment segment) throws IOException {
      ByteBuffer content = ByteBuffer.allocate(segment.size());
      segment.file().read(content, 0);
      return content.flip();
    }

    private void whole(long number, SegmentScan scan) throws JournalDamagedException {
      @Nullable String damage = scan.damage();
      if (damage != null) {
        throw damaged(Segments.name(number), scan.end(), "no whole record is there, but " + damage);
      }
    }

    private void replay(long number, SegmentScan scan) throws JournalDamagedException {
      for (Frame frame : scan.frames()) {
        try {
          ledger.apply(number, frame);
        } catch (IllegalStateException contradiction) {
          throw damaged(
              Segments.name(number), frame.start(), "the record contradicts those before it");
        }
      }
    }

    /**
     * What was read may be in the system's cache only, after a force that failed or a process that
     * was killed: it is written again, so that the next force is about it. What lies behind is
     * overwritten, so that no lost record returns when others of the same length follow.
     */
    private static void makeCertain(Segment newest, SegmentScan scan, ByteBuffer content)
        throws IOException {
      if (scan.isClosed()) {
        return;
      }
      Disk.File file = newest.file();
      file.write(content.slice(scan.forced(), scan.end() - scan.forced()), scan.forced());
      ByteBuffer zeros = ByteBuffer.allocate(Math.min(CHUNK, newest.size() - scan.end()));
      for (int at = scan.end(); at < newest.size(); at += zeros.limit()) {
        file.write(zeros.clear().limit(Math.min(zeros.capacity(), newest.size() - at)), at);
      }
      file.force();
    }

    /** Away with what is not needed. */
    private Segments cleared(Segment newest, long first) throws IOException {
      for (long number : found.headSet(first)) {
        disk.delete(Segments.name(number));
      }
      disk.delete(Segments.NEW);
      return new Segments(
          disk, newest.header().node(), settings.segmentSize(), open, spare(disk, settings, names));
    }

    private JournalDamagedException damaged(String name, int offset, String what) {
      return new JournalDamagedException(
          """
          The journal in %s is damaged: in %s at offset %d %s. \
          So it is not the torn end that a crash leaves. Nothing was changed. \
          Put the directory back from a copy of the disk as it was at the crash. \
          If there is none, rename the directory to set it aside, and start with an empty one: \
          the messages of branches in it are not sent, and branches that the transaction manager \
          still wants decided must be forgotten there by hand."""
              .formatted(disk.place(), name, offset, what));
    }
  }
}
