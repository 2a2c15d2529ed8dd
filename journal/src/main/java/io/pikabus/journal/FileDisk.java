package io.pikabus.journal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * A directory of the file system.
 *
 * <p>{@link FileChannel} closes itself when a thread that uses it is interrupted, which a container
 * does to threads whose transaction takes too long. {@link AsynchronousFileChannel} does not. With
 * an executor that runs everything in the calling thread it is a plain file with {@code pwrite} and
 * {@code fdatasync}.
 */
final class FileDisk implements Disk {

  /** Zeros are written so many at a time. */
  private static final int CHUNK = 1 << 20;

  private final Path directory;
  private final DirectoryLock lock;
  private final ExecutorService caller = new CallingThread();

  private FileDisk(Path directory, DirectoryLock lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Makes the directory if it is not there, and locks it.
   *
   * @throws JournalInUseException if somebody else has it
   */
  static FileDisk open(Path directory) throws IOException, JournalInUseException {
    Path real = Files.createDirectories(directory).toRealPath();
    return new FileDisk(real, DirectoryLock.take(real));
  }

  @Override
  public String place() {
    return directory.toString();
  }

  @Override
  public List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Override
  public File open(String name) throws IOException {
    return new OpenFile(channel(name, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  @Override
  public File create(String name, int size) throws IOException {
    OpenFile file =
        new OpenFile(
            channel(
                name,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING));
    try {
      ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(CHUNK, size));
      for (int at = 0; at < size; at += zeros.limit()) {
        zeros.clear().limit(Math.min(CHUNK, size - at));
        file.write(zeros, at);
      }
      file.channel.force(true);
      return file;
    } catch (IOException full) {
      file.close();
      Files.deleteIfExists(directory.resolve(name));
      throw full;
    }
  }

  private AsynchronousFileChannel channel(String name, OpenOption... options) throws IOException {
    return AsynchronousFileChannel.open(directory.resolve(name), Set.of(options), caller);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(directory.resolve(name));
  }

  @Override
  public void force() throws IOException {
    if (java.io.File.separatorChar == '\\') {
      return; // Windows opens no directory, and keeps names itself.
    }
    boolean interrupted = Thread.interrupted();
    try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  private record OpenFile(AsynchronousFileChannel channel) implements File {

    @Override
    public int size() throws IOException {
      return Math.toIntExact(channel.size());
    }

    @Override
    public void read(ByteBuffer target, int position) throws IOException {
      int at = position;
      while (target.hasRemaining()) {
        int read = done(channel.read(target, at));
        if (read < 0) {
          throw new EOFException("The file ends at %d.".formatted(at));
        }
        at += read;
      }
    }

    @Override
    public void write(ByteBuffer source, int position) throws IOException {
      int at = position;
      while (source.hasRemaining()) {
        at += done(channel.write(source, at));
      }
    }

    private static int done(Future<Integer> operation) throws IOException {
      try {
        return operation.get();
      } catch (ExecutionException failure) {
        throw failure.getCause() instanceof IOException cause ? cause : new IOException(failure);
      } catch (InterruptedException impossible) {
        // It is done already, so nothing is waited for.
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("Interrupted in the calling thread.");
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
