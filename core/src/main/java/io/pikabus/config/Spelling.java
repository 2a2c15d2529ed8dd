package io.pikabus.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Finds the key that was probably meant. */
final class Spelling {

  private Spelling() {}

  static String suggest(String written, List<String> known) {
    String nearest =
        known.stream().min(Comparator.comparingInt(key -> distance(written, key))).orElseThrow();
    return isNear(written, nearest)
        ? "Did you mean '%s'?".formatted(nearest)
        : "Remove it, or choose one of %s.".formatted(String.join(", ", known));
  }

  /**
   * Short names are all alike: "ttl" is no misspelt "tls", but "prot" has the letters of "port".
   */
  private static boolean isNear(String written, String key) {
    int distance = distance(written, key);
    return distance <= Math.max(1, written.length() / 3)
        || distance == 2
            && Arrays.equals(written.chars().sorted().toArray(), key.chars().sorted().toArray());
  }

  /** Levenshtein's distance. */
  static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      row[column] = column;
    }
    for (int line = 1; line <= from.length(); line++) {
      int diagonal = row[0];
      row[0] = line;
      for (int column = 1; column <= to.length(); column++) {
        int substitution = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
        diagonal = row[column];
        row[column] = Math.min(substitution, 1 + Math.min(row[column], row[column - 1]));
      }
    }
    return row[to.length()];
  }
}
