package io.pikabus.crash;

import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was expected and what was seen, as the documentation shows it. */
final class CrashTable {

  private static final Path DOCUMENT = Path.of("..", "..", "docs", "crash-points.md");

  private static final String HEAD =
      """
      | # | killed at | database | expected | seen |
      | --- | --- | --- | --- | --- |
      """;

  private final Map<CrashPoint, Map<DatabaseServer, Outcome>> seen =
      new EnumMap<>(CrashPoint.class);

  private final Server server;

  /** Of one server. */
  CrashTable(Server server) {
    this.server = server;
  }

  void add(CrashPoint point, DatabaseServer database, Outcome outcome) {
    seen.computeIfAbsent(point, first -> new EnumMap<>(DatabaseServer.class))
        .put(database, outcome);
  }

  /** As Markdown. */
  String text() {
    StringBuilder text = new StringBuilder(HEAD);
    seen.forEach(
        (point, outcomes) ->
            outcomes.forEach(
                (database, outcome) ->
                    text.append(
                        "| %s | %s | %s | %s | %s |\n"
                            .formatted(
                                point.number,
                                point.killedAt,
                                database,
                                point.expected,
                                outcome.words()))));
    return text.toString();
  }

  /** Line by line. */
  List<String> lines() {
    return text().lines().toList();
  }

  /** The lines that the documentation shows, without what was left out for time's sake. */
  List<String> documentedLines() {
    Set<DatabaseServer> played =
        seen.values().stream().flatMap(each -> each.keySet().stream()).collect(toSet());
    return documented().lines().filter(line -> !isLeftOut(line, played)).toList();
  }

  private boolean isLeftOut(String line, Set<DatabaseServer> played) {
    return EnumSet.complementOf(EnumSet.copyOf(played)).stream()
            .anyMatch(database -> line.contains("| %s |".formatted(database)))
        || Arrays.stream(CrashPoint.values())
            .filter(point -> point.isRareOn(server) && !seen.containsKey(point))
            .anyMatch(point -> line.startsWith("| %s |".formatted(point.number)));
  }

  /** Writes it into the build folder. */
  void write(Path file) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The table that the documentation shows. */
  private String documented() {
    String begin = "<!-- crash points on %s -->\n".formatted(server);
    String end = "<!-- /crash points on %s -->\n".formatted(server);
    try {
      String document = Files.readString(DOCUMENT);
      return document.substring(document.indexOf(begin) + begin.length(), document.indexOf(end));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
