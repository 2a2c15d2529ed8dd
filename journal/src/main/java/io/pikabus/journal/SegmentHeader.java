package io.pikabus.journal;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The first octets of a segment. They are on the disk before the segment has its name, and never
 * change.
 *
 * @param node to whom the journal belongs
 * @param number of the segment, from 1
 * @param salt of its checksums
 * @param first the number of the oldest segment that was needed when this one was made
 * @param previousEnd where the frames of the segment before it end
 */
record SegmentHeader(UUID node, long number, long salt, long first, int previousEnd) {

  static final int SIZE = 64;

  private static final long MAGIC = 0x70696b616a726e32L; // "pikajrn2"

  void put(ByteBuffer target) {
    int start = target.position();
    target.putLong(MAGIC);
    target.putLong(node.getMostSignificantBits()).putLong(node.getLeastSignificantBits());
    target.putLong(number).putLong(salt).putLong(first).putInt(previousEnd).putInt(0).putInt(0);
    target.putInt(checksum(target.slice(start, SIZE - Integer.BYTES)));
  }

  /** What a segment begins with; null if that is no header. */
  static @Nullable SegmentHeader get(ByteBuffer segment) {
    if (segment.limit() < SIZE
        || segment.getLong(0) != MAGIC
        || segment.getInt(SIZE - Integer.BYTES)
            != checksum(segment.slice(0, SIZE - Integer.BYTES))) {
      return null;
    }
    return new SegmentHeader(
        new UUID(segment.getLong(8), segment.getLong(16)),
        segment.getLong(24),
        segment.getLong(32),
        segment.getLong(40),
        segment.getInt(48));
  }

  private static int checksum(ByteBuffer octets) {
    CRC32C checksum = new CRC32C();
    checksum.update(octets);
    return (int) checksum.getValue();
  }
}
