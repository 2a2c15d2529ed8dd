package io.pikabus.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How a record is written. All numbers are big-endian.
 *
 * <pre>
 * int   length of the body
 * int   forced: up to where the segment was on the disk when this was written
 * byte  kind
 * int   checksum of the three above
 * int   checksum of the body
 * body: what the record says, then the octets that it carries
 * </pre>
 *
 * <p>The checksums (CRC-32C) begin with the segment's salt and the frame's place. So neither what a
 * segment held before it was used again, nor a copy of a journal inside a message, is taken for a
 * frame. The head has its own, so that looking for a frame at every octet costs little.
 *
 * @param salt of the segment
 */
record FrameFormat(long salt) {

  static final int HEAD = 17;

  private static final byte PREPARED = 1;
  private static final byte COMMITTED = 2;
  private static final byte ROLLED_BACK = 3;
  private static final byte DONE = 4;
  private static final byte CARRIED = 5;
  private static final byte FREED = 6;
  private static final byte CLOSED = 7;

  /** Octets of a frame. */
  static long size(LogRecord record, long octets) {
    return HEAD + bodySize(record) + octets;
  }

  private static int bodySize(LogRecord record) {
    if (record instanceof LogRecord.Prepared it) {
      return Long.BYTES + it.branch().size();
    } else if (record instanceof LogRecord.Committed it) {
      return Long.BYTES + it.branch().size();
    } else if (record instanceof LogRecord.RolledBack it) {
      return it.branch().size();
    } else if (record instanceof LogRecord.Done it) {
      return it.branch().size();
    } else if (record instanceof LogRecord.Carried it) {
      return 2 * Long.BYTES + it.branch().size();
    } else if (record instanceof LogRecord.Freed) {
      return Long.BYTES;
    }
    return 0;
  }

  /**
   * Writes a frame at the buffer's position, where there is room for it.
   *
   * @param start where it will lie in its segment
   */
  Frame put(ByteBuffer target, int start, int forced, LogRecord record, ByteBuffer octets) {
    int at = target.position();
    int length = bodySize(record) + octets.remaining();
    target.position(at + HEAD);
    byte kind = putBody(target, record);
    int octetsStart = start + target.position() - at;
    target.put(octets.duplicate());
    int end = target.position();
    target.putInt(at, length).putInt(at + 4, forced).put(at + 8, kind);
    target.putInt(at + 9, headChecksum(start, length, forced, kind));
    target.putInt(at + 13, bodyChecksum(start, target.slice(at + HEAD, length)));
    target.position(end);
    return new Frame(record, start, start + HEAD + length, forced, octetsStart);
  }

  private static byte putBody(ByteBuffer target, LogRecord record) {
    if (record instanceof LogRecord.Prepared it) {
      it.branch().put(target.putLong(it.time()));
      return PREPARED;
    } else if (record instanceof LogRecord.Committed it) {
      it.branch().put(target.putLong(it.number()));
      return COMMITTED;
    } else if (record instanceof LogRecord.RolledBack it) {
      it.branch().put(target);
      return ROLLED_BACK;
    } else if (record instanceof LogRecord.Done it) {
      it.branch().put(target);
      return DONE;
    } else if (record instanceof LogRecord.Carried it) {
      it.branch().put(target.putLong(it.number()).putLong(it.time()));
      return CARRIED;
    } else if (record instanceof LogRecord.Freed it) {
      target.putLong(it.first());
      return FREED;
    }
    return CLOSED;
  }

  /**
   * The frame at a place, if a whole one is there.
   *
   * @param segment from its beginning to its end
   * @return null if there is none
   */
  @Nullable Frame get(ByteBuffer segment, int start) {
    return get(segment, 0, start);
  }

  /** As {@link #get(ByteBuffer, int)}, of a part of the segment that begins at an offset. */
  @Nullable Frame get(ByteBuffer part, int offset, int start) {
    int at = start - offset;
    if (part.limit() - at < HEAD) {
      return null;
    }
    int length = part.getInt(at);
    int forced = part.getInt(at + 4);
    byte kind = part.get(at + 8);
    if (length < 0
        || length > part.limit() - at - HEAD
        || forced < 0
        || forced > start
        || part.getInt(at + 9) != headChecksum(start, length, forced, kind)) {
      return null;
    }
    ByteBuffer body = part.slice(at + HEAD, length);
    if (part.getInt(at + 13) != bodyChecksum(start, body)) {
      return null;
    }
    LogRecord record = getBody(body, kind);
    int end = start + HEAD + length;
    return record == null ? null : new Frame(record, start, end, forced, end - body.remaining());
  }

  private static @Nullable LogRecord getBody(ByteBuffer body, byte kind) {
    switch (kind) {
      case PREPARED:
        long prepared = body.getLong();
        return new LogRecord.Prepared(BranchId.get(body), prepared);
      case COMMITTED:
        long number = body.getLong();
        return new LogRecord.Committed(BranchId.get(body), number);
      case ROLLED_BACK:
        return new LogRecord.RolledBack(BranchId.get(body));
      case DONE:
        return new LogRecord.Done(BranchId.get(body));
      case CARRIED:
        long place = body.getLong();
        long time = body.getLong();
        return new LogRecord.Carried(BranchId.get(body), place, time);
      case FREED:
        return new LogRecord.Freed(body.getLong());
      case CLOSED:
        return new LogRecord.Closed();
      default:
        return null;
    }
  }

  private int headChecksum(int start, int length, int forced, byte kind) {
    ByteBuffer head = ByteBuffer.allocate(21);
    head.putLong(salt).putInt(start).putInt(length).putInt(forced).put(kind);
    CRC32C checksum = new CRC32C();
    checksum.update(head.array(), 0, 21);
    return (int) checksum.getValue();
  }

  private int bodyChecksum(int start, ByteBuffer body) {
    ByteBuffer place = ByteBuffer.allocate(12);
    place.putLong(salt).putInt(start);
    CRC32C checksum = new CRC32C();
    checksum.update(place.array(), 0, 12);
    checksum.update(body.duplicate());
    return (int) checksum.getValue();
  }
}
