package io.pikabus.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Whole folders at once. */
final class Folders {

  private Folders() {}

  /** Copies a folder and all that is in it. */
  static void copy(Path root, Path target) throws IOException {
    List<Path> outermostFirst;
    try (Stream<Path> all = Files.walk(root)) {
      outermostFirst = all.toList();
    }
    Files.createDirectories(target.getParent());
    for (Path path : outermostFirst) {
      Files.copy(path, target.resolve(root.relativize(path)));
    }
  }

  /** Deletes a folder and all that is in it, if it is there. */
  static void delete(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    List<Path> innermostFirst;
    try (Stream<Path> all = Files.walk(root)) {
      innermostFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : innermostFirst) {
      Files.delete(path);
    }
  }
}
