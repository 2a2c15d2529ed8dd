package io.pikabus.vectors;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One case of a file.
 *
 * @param group the file's name without its ending, a slash, and the name of a list in it
 */
record Vector(String group, String why, Node json) {

  static final Path DIRECTORY = Path.of("..", "docs", "protocol");

  /** Every case of every file. */
  static List<Vector> all() {
    List<Vector> vectors = new ArrayList<>();
    for (Path file : files()) {
      String name = file.getFileName().toString().replace(".json", "");
      read(file)
          .forEach(
              (group, cases) -> {
                for (JsonObject each : cases.asJsonArray().getValuesAs(JsonObject.class)) {
                  Node node = new Node(name + "/" + group, each);
                  vectors.add(new Vector(name + "/" + group, node.text("why"), node));
                }
              });
    }
    return vectors;
  }

  /** The recordings in the folder beside them have a test of their own. */
  static List<Path> files() {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.filter(file -> !file.endsWith("captured")).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static JsonObject read(Path file) {
    try (JsonReader reader = Json.createReader(Files.newBufferedReader(file))) {
      return reader.readObject();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public String toString() {
    return group + ": " + why;
  }
}
