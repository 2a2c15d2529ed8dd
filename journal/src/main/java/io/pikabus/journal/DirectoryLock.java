package io.pikabus.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One process a directory, by a lock of the operating system, which ends with the process. Inside
 * the process, by a system property: closing a second channel to the lock's file would end the
 * first one's lock, and two deployments do not see each other's classes.
 */
final class DirectoryLock implements Closeable {

  static final String FILE = "lock";

  private final String key;
  private final FileChannel channel;

  private DirectoryLock(String key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /**
   * Takes it, or says who might have it.
   *
   * @param directory its real path
   */
  static DirectoryLock take(Path directory) throws IOException, JournalInUseException {
    String key = "io.pikabus.journal:" + directory;
    if (System.getProperties().putIfAbsent(key, "open") != null) {
      throw new JournalInUseException(
          "The journal %s is open in this process already. Close that one first, or choose another directory."
              .formatted(directory));
    }
    boolean taken = false;
    try {
      FileChannel channel =
          FileChannel.open(
              directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        FileLock lock = channel.tryLock();
        taken = lock != null;
      } finally {
        if (!taken) {
          channel.close();
        }
      }
      if (!taken) {
        throw new JournalInUseException(
            "Another process has the journal %s open. Stop it, or choose another directory: one process a journal."
                .formatted(directory));
      }
      return new DirectoryLock(key, channel);
    } finally {
      if (!taken) {
        System.getProperties().remove(key);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      System.getProperties().remove(key);
    }
  }
}
