package io.pikabus.errors;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A new file for its owner alone, since messages may hold what others must not read. It has its
 * name when it is complete. Failures are {@link UncheckedIOException}s.
 */
final class ExportFile implements AutoCloseable {

  private final Path path;
  private final Path part;
  private final BufferedWriter writer;

  ExportFile(Path path) {
    this.path = path;
    this.part = path.resolveSibling(path.getFileName() + ".part");
    try {
      if (Files.exists(path)) {
        throw new FileAlreadyExistsException(path.toString());
      }
      Files.deleteIfExists(part);
      Files.createFile(part, ownerOnly());
      this.writer = Files.newBufferedWriter(part);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  void write(String line) {
    try {
      writer.write(line);
      writer.write('\n');
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** All is written. */
  void complete() {
    try {
      writer.close();
      Files.move(part, path);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  @Override
  public void close() {
    try {
      writer.close();
      Files.deleteIfExists(part);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }
}
