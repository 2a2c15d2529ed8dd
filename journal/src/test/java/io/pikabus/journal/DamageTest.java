package io.pikabus.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pikabus.journal.JournalModel.Step;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A journal that was not closed, of three segments or more, and what happens to its files. */
class DamageTest {

  private static final JournalSettings SMALL = new JournalSettings(4096);

  private final List<JournalModel> states = new ArrayList<>(List.of(JournalModel.EMPTY));
  private Map<String, byte[]> files;
  private List<String> names;
  private String last;

  @BeforeEach
  void write() throws JournalException {
    MemoryDisk disk = new MemoryDisk(512);
    // Never closed: its machine stops.
    @SuppressWarnings("resource")
    Journal journal = Journal.open(disk, SMALL);
    Random random = new Random(7);
    for (int seed = 1; !isLongEnough(disk); seed++) {
      Step step = Step.values()[random.nextInt(Step.values().length)];
      int branch = random.nextInt(9);
      JournalModel state = states.get(states.size() - 1);
      if (state.allows(step, branch)) {
        JournalModel.carryOut(journal, step, branch, seed);
        states.addAll(state.during(step, branch, seed));
      }
    }
  }

  private boolean isLongEnough(MemoryDisk disk) {
    files = disk.files();
    names = segments(disk);
    last = names.get(names.size() - 1);
    return names.size() > 2 && scan(last).frames().size() > 9;
  }

  private static List<String> segments(MemoryDisk disk) {
    return disk.names().stream().filter(name -> name.endsWith(Segments.SUFFIX)).sorted().toList();
  }

  private static JournalModel found(Map<String, byte[]> files) throws JournalException {
    try (Journal journal = Journal.open(MemoryDisk.of(files), SMALL)) {
      return JournalModel.of(journal);
    }
  }

  private Map<String, byte[]> with(String name, byte[] octets) {
    Map<String, byte[]> changed = new TreeMap<>(files);
    changed.put(name, octets);
    return changed;
  }

  private SegmentScan scan(String name) {
    ByteBuffer octets = ByteBuffer.wrap(files.get(name));
    return SegmentScan.last(octets, new FrameFormat(SegmentHeader.get(octets).salt()));
  }

  @Test
  void it_is_whole() throws JournalException {
    assertThat(found(files)).isEqualTo(states.get(states.size() - 1));
    assertThat(scan(last).frames()).hasSizeGreaterThan(9);
  }

  @Test
  void a_flipped_bit_before_the_tail_is_noticed() {
    for (String name : names) {
      int known =
          name.equals(last)
              ? scan(last).forced()
              : SegmentHeader.get(ByteBuffer.wrap(files.get(names.get(names.indexOf(name) + 1))))
                  .previousEnd();
      assertThat(known).isGreaterThan(SegmentHeader.SIZE);
      for (int octet = 0; octet < known; octet++) {
        Map<String, byte[]> changed = with(name, flipped(name, 8 * octet + octet % 8));
        assertThatExceptionOfType(JournalDamagedException.class)
            .as("%s at %s", name, octet)
            .isThrownBy(() -> found(changed))
            .withMessageContaining(name + " at offset ")
            .withMessageContaining("rename the directory to set it aside");
      }
    }
  }

  @Test
  void a_flipped_bit_in_the_tail_gives_nothing_that_was_not_written() throws JournalException {
    for (int octet = scan(last).forced(); octet < SMALL.segmentSize(); octet++) {
      assertThat(found(with(last, flipped(last, 8 * octet + octet % 8)))).isIn(states);
    }
  }

  private byte[] flipped(String name, int bit) {
    byte[] octets = files.get(name).clone();
    octets[bit / 8] ^= (byte) (1 << bit % 8);
    return octets;
  }

  @Test
  void a_file_that_is_cut_anywhere_holds_what_is_before_the_cut() throws JournalException {
    SegmentScan whole = scan(last);
    for (int cut = 0; cut < SMALL.segmentSize(); cut++) {
      Map<String, byte[]> changed = with(last, Arrays.copyOf(files.get(last), cut));
      if (cut < SegmentHeader.SIZE) {
        assertThatExceptionOfType(JournalDamagedException.class).isThrownBy(() -> found(changed));
      } else {
        JournalModel found = found(changed);
        int end = cut;
        long lost = whole.frames().stream().filter(frame -> frame.end() > end).count();
        assertThat(found).isIn(states);
        assertThat(found.equals(states.get(states.size() - 1))).isEqualTo(lost == 0);
      }
    }
  }

  @Test
  void a_cut_file_that_is_not_the_last_is_noticed() {
    byte[] octets = files.get(names.get(0));
    assertThatExceptionOfType(JournalDamagedException.class)
        .isThrownBy(() -> found(with(names.get(0), Arrays.copyOf(octets, 100))));
  }

  @Test
  void a_missing_segment_is_noticed() {
    files.remove(names.get(1));
    assertThatExceptionOfType(JournalDamagedException.class)
        .isThrownBy(() -> found(files))
        .withMessageContaining("in " + names.get(1) + " at offset 0 the file is missing");
  }

  @Test
  void a_segment_of_another_journal_is_noticed() throws JournalException {
    MemoryDisk other = new MemoryDisk(512);
    Journal.open(other, SMALL).close();
    Map<String, byte[]> mixed = new TreeMap<>(files);
    long first = SegmentHeader.get(ByteBuffer.wrap(files.get(last))).first();
    byte[] octets = other.files().get(Segments.name(1));
    SegmentHeader header = SegmentHeader.get(ByteBuffer.wrap(octets));
    ByteBuffer strange = ByteBuffer.allocate(SMALL.segmentSize());
    new SegmentHeader(header.node(), first, header.salt(), 1, 0).put(strange);
    mixed.put(Segments.name(first), strange.array());
    assertThatExceptionOfType(JournalDamagedException.class)
        .isThrownBy(() -> found(mixed))
        .withMessageContaining("belongs to node " + header.node());
  }

  @Test
  void a_lost_record_does_not_return_behind_others_of_the_same_length() throws JournalException {
    MemoryDisk disk = new MemoryDisk(512);
    Journal journal = Journal.open(disk, SMALL);
    byte[] octets = new byte[300];
    for (int branch = 0; branch < 3; branch++) {
      journal.prepare(JournalModel.id(branch), octets);
    }
    Map<String, byte[]> torn = disk.files();
    String name = Segments.name(1);
    // The first record is lost, those behind it are not, and say nothing about a force.
    ByteBuffer segment = ByteBuffer.wrap(torn.get(name));
    FrameFormat format = new FrameFormat(SegmentHeader.get(segment).salt());
    Frame first = format.get(segment, SegmentHeader.SIZE);
    segment.position(first.start());
    for (int branch = 0; branch < 3; branch++) {
      LogRecord record = new LogRecord.Prepared(JournalModel.id(branch), 0);
      format.put(segment, segment.position(), 64, record, ByteBuffer.wrap(octets));
    }
    torn.get(name)[first.start() + 20] ^= 1;
    MemoryDisk after = MemoryDisk.of(torn);
    try (Journal again = Journal.open(after, SMALL)) {
      assertThat(again.recover()).isEmpty();
      again.prepare(JournalModel.id(7), octets);
    }
    try (Journal again = Journal.open(MemoryDisk.of(after.files()), SMALL)) {
      assertThat(again.recover()).containsExactly(JournalModel.id(7));
    }
  }
}
