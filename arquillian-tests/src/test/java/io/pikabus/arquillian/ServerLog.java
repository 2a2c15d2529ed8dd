package io.pikabus.arquillian;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a server has logged. A server begins a new file at midnight (WildFly) or when one is full
 * (Open Liberty), and keeps the old ones beside it, under names that begin like its own.
 *
 * @param file the one that it writes to
 */
public record ServerLog(Path file) {

  /** That of the server which the container tests share. */
  static ServerLog ofThisRun() {
    return new ServerLog(Path.of(System.getProperty("server.log")));
  }

  /** All of it, the oldest first. */
  public String text() {
    StringBuilder text = new StringBuilder();
    try {
      for (Path each : files()) {
        text.append(new String(Files.readAllBytes(each), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private List<Path> files() throws IOException {
    String name = file.getFileName().toString();
    String stem = name.substring(0, name.lastIndexOf('.'));
    try (Stream<Path> files = Files.list(file.getParent())) {
      return files
          .filter(each -> each.getFileName().toString().startsWith(stem))
          .sorted(Comparator.comparing(ServerLog::lastModified).thenComparing(file::equals))
          .toList();
    }
  }

  private static FileTime lastModified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
