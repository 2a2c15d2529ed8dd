package io.pikabus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A segment whose file is open.
 *
 * @param size octets of the file
 */
record Segment(SegmentHeader header, Disk.File file, int size) {

  long number() {
    return header.number();
  }

  FrameFormat format() {
    return new FrameFormat(header.salt());
  }

  /**
   * The octets that a frame carries, read from the disk and checked.
   *
   * @throws IOException also when they are not what was written
   */
  ByteBuffer octets(Frame frame) throws IOException {
    ByteBuffer read = ByteBuffer.allocate(frame.size());
    file.read(read, frame.start());
    @Nullable Frame found = format().get(read.flip(), frame.start(), frame.start());
    if (found == null || found.end() != frame.end()) {
      throw new IOException(
          "The record at offset %d of segment %d is not what was written there."
              .formatted(frame.start(), number()));
    }
    return read.slice(frame.octets() - frame.start(), frame.end() - frame.octets());
  }
}
