package io.pikabus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What is written is read; what was changed is not. */
class FrameFormatPropertyTest {

  @Property(tries = 300)
  void a_frame_comes_back_with_its_octets(
      @ForAll("records") LogRecord record,
      @ForAll @Size(max = 300) byte[] octets,
      @ForAll long salt,
      @ForAll @IntRange(max = 1000) int forced) {
    FrameFormat format = new FrameFormat(salt);
    ByteBuffer segment = ByteBuffer.allocate(2000);
    Frame put = format.put(segment.position(1000), 1000, forced, record, ByteBuffer.wrap(octets));
    assertThat(segment.position()).isEqualTo(put.end());
    assertThat((long) put.size()).isEqualTo(FrameFormat.size(record, octets.length));
    assertThat(format.get(segment.clear(), 1000)).isEqualTo(put);
    assertThat(segment.slice(put.octets(), put.end() - put.octets()))
        .isEqualTo(ByteBuffer.wrap(octets));
  }

  @Property(tries = 300)
  void no_changed_bit_and_no_other_place_is_taken_for_a_frame(
      @ForAll("records") LogRecord record,
      @ForAll @Size(max = 40) byte[] octets,
      @ForAll long salt) {
    FrameFormat format = new FrameFormat(salt);
    ByteBuffer segment = ByteBuffer.allocate(1000);
    Frame put = format.put(segment.position(100), 100, 64, record, ByteBuffer.wrap(octets));
    segment.clear();
    for (int bit = 8 * put.start(); bit < 8 * put.end(); bit++) {
      flip(segment, bit);
      assertThat(format.get(segment, 100)).isNull();
      flip(segment, bit);
    }
    assertThat(new FrameFormat(salt + 1).get(segment, 100)).isNull();
    ByteBuffer copy = ByteBuffer.allocate(1000).position(101).put(segment.slice(100, put.size()));
    assertThat(format.get(copy.clear(), 101)).isNull();
    assertThat(format.get(segment.limit(put.end() - 1), 100)).isNull();
  }

  private static void flip(ByteBuffer segment, int bit) {
    segment.put(bit / 8, (byte) (segment.get(bit / 8) ^ 1 << bit % 8));
  }

  @Property(tries = 100)
  void identifiers_with_the_same_parts_are_equal(
      @ForAll int formatId,
      @ForAll @Size(max = 64) byte[] global,
      @ForAll @Size(max = 64) byte[] qualifier) {
    BranchId id = BranchId.of(formatId, global, qualifier);
    assertThat(BranchId.of(formatId, global.clone(), qualifier.clone()))
        .isEqualTo(id)
        .hasSameHashCodeAs(id);
    assertThat(BranchId.of(formatId + 1, global, qualifier)).isNotEqualTo(id);
    assertThat(BranchId.of(id)).isSameAs(id);
    assertThat(id.getGlobalTransactionId()).isEqualTo(global).isNotSameAs(global);
    assertThat(id.getBranchQualifier()).isEqualTo(qualifier).isNotSameAs(qualifier);
  }

  @Provide
  Arbitrary<LogRecord> records() {
    Arbitrary<BranchId> ids =
        Combinators.combine(
                Arbitraries.integers(),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(64),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(64))
            .as(BranchId::of);
    Arbitrary<Long> numbers = Arbitraries.longs().greaterOrEqual(0);
    return Arbitraries.oneOf(
        Combinators.combine(ids, numbers).as(LogRecord.Prepared::new),
        ids.map(LogRecord.RolledBack::new),
        ids.map(LogRecord.Done::new),
        Combinators.combine(ids, numbers).as(LogRecord.Committed::new),
        Combinators.combine(ids, numbers, numbers).as(LogRecord.Carried::new),
        numbers.map(LogRecord.Freed::new),
        Arbitraries.of(new LogRecord.Closed()));
  }
}
