package io.pikabus.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is found in a segment.
 *
 * <p>Of the last segment it is not known where it ends. The blocks that were not forced when the
 * machine stopped may be there or not, each for itself. So where the frames end the tail may be
 * torn: everything behind is ignored. But a later frame that says the place had been forced proves
 * damage.
 *
 * @param frames whole ones, in order
 * @param end behind the last of them
 * @param forced up to where they are known to be on the disk
 * @param damage what proves that something is missing; null if nothing does
 */
record SegmentScan(List<Frame> frames, int end, int forced, @Nullable String damage) {

  SegmentScan {
    frames = List.copyOf(frames);
  }

  /** Reads a segment that has a successor, which knows where its frames end. */
  static SegmentScan upTo(int end, ByteBuffer segment, FrameFormat format) {
    SegmentScan scan = whole(segment.duplicate().limit(Math.min(end, segment.limit())), format);
    return scan.end == end
        ? new SegmentScan(scan.frames, end, end, null)
        : scan.damaged("the next segment says that the records go on to offset " + end);
  }

  /** Reads the last segment. */
  static SegmentScan last(ByteBuffer segment, FrameFormat format) {
    SegmentScan scan = whole(segment, format);
    for (int at = scan.end + 1; at <= segment.limit() - FrameFormat.HEAD; at++) {
      if (segment.getInt(at + 4) > scan.end && segment.getInt(at + 4) <= at) {
        Frame later = format.get(segment, at);
        if (later != null) {
          return scan.damaged(
              "the record at offset %d was written when the disk had everything up to %d"
                  .formatted(at, later.forced()));
        }
      }
    }
    return scan;
  }

  private static SegmentScan whole(ByteBuffer segment, FrameFormat format) {
    List<Frame> frames = new ArrayList<>();
    int end = SegmentHeader.SIZE;
    int forced = end;
    for (Frame next = format.get(segment, end); next != null; next = format.get(segment, end)) {
      frames.add(next);
      end = next.end();
      forced = Math.max(forced, next.forced());
    }
    return new SegmentScan(frames, end, forced, null);
  }

  private SegmentScan damaged(String proof) {
    return new SegmentScan(frames, end, forced, proof);
  }

  /** Whether the journal was closed in good order, so that nothing can lie behind the end. */
  boolean isClosed() {
    return !frames.isEmpty() && frames.get(frames.size() - 1).record() instanceof LogRecord.Closed;
  }
}
