package io.pikabus.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The directory of a journal. One process has it, from the time that it is made until it is closed.
 */
interface Disk extends Closeable {

  /** A file in it. Read and written at any place, by one thread at a time. */
  interface File extends Closeable {

    int size() throws IOException;

    /**
     * Fills the rest of the buffer.
     *
     * @throws IOException also when the file ends before
     */
    void read(ByteBuffer target, int position) throws IOException;

    /** Writes the rest of the buffer. */
    void write(ByteBuffer source, int position) throws IOException;

    /** Whatever was written is on the disk, when this returns. */
    void force() throws IOException;
  }

  /** For messages: where it is. */
  String place();

  List<String> names() throws IOException;

  File open(String name) throws IOException;

  /**
   * A new file of zeros, each of which has been written to the disk, so that writing in it needs no
   * more room. It leaves nothing behind when that fails. One of that name is replaced.
   */
  File create(String name, int size) throws IOException;

  /** At once, whatever the other name held. On the disk after {@link #force}. */
  void rename(String from, String to) throws IOException;

  void delete(String name) throws IOException;

  /** The names are on the disk, when this returns. */
  void force() throws IOException;
}
