package io.pikabus.benchmark.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A loop that writes what so many threads would have written, and forces it: nothing can be faster
 * with as many forces. One thread.
 */
final class PlainFile implements AutoCloseable {

  /** What the journal writes for a branch: its octets, two heads, two identifiers. */
  private static final int RECORD = Store.OCTETS + 2 * (17 + Branches.SIZE);

  private static final int FILE = 8 << 20;

  private final FileChannel channel;
  private final ByteBuffer group;
  private final int threads;
  private final boolean overwrites;
  private long position;

  /**
   * Makes the file.
   *
   * @param threads for which it writes at once
   * @param overwrites whether it writes where it has written zeros before, as the journal does;
   *     else the file grows
   */
  PlainFile(Path file, int threads, boolean overwrites) throws IOException {
    this.threads = threads;
    this.overwrites = overwrites;
    group = ByteBuffer.allocateDirect(threads * RECORD);
    channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    if (overwrites) {
      channel.write(ByteBuffer.allocate(FILE));
      channel.force(true);
    }
  }

  /** Returns how many branches are on the disk more than before. */
  int group() throws IOException {
    group.clear();
    if (overwrites && position + group.remaining() > FILE) {
      position = 0;
    }
    while (group.hasRemaining()) {
      position += channel.write(group, position);
    }
    channel.force(false);
    return threads;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
