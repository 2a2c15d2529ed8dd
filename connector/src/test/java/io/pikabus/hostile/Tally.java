package io.pikabus.hostile;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts outcomes by group. */
final class Tally {

  private final Map<String, Map<Outcome, Integer>> byGroup = new LinkedHashMap<>();
  private final Map<String, Set<String>> kinds = new TreeMap<>();

  void add(Hostile kind, Outcome outcome) {
    byGroup
        .computeIfAbsent(kind.group(), name -> new EnumMap<>(Outcome.class))
        .merge(outcome, 1, Integer::sum);
    kinds.computeIfAbsent(kind.group(), name -> new LinkedHashSet<>()).add(kind.name());
  }

  int count(Outcome outcome) {
    return byGroup.values().stream().mapToInt(group -> group.getOrDefault(outcome, 0)).sum();
  }

  int kinds() {
    return kinds.values().stream().mapToInt(Set::size).sum();
  }

  /** For a page of the documentation. */
  String table() {
    StringBuilder table = new StringBuilder("| group | kinds |");
    for (Outcome outcome : Outcome.values()) {
      table.append(' ').append(outcome).append(" |");
    }
    byGroup.forEach(
        (group, counts) -> {
          table.append("\n| ").append(group).append(" | ").append(kinds.get(group).size());
          for (Outcome outcome : Outcome.values()) {
            table.append(" | ").append(counts.getOrDefault(outcome, 0));
          }
          table.append(" |");
        });
    return table.toString();
  }
}
