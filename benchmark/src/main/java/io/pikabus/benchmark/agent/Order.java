package io.pikabus.benchmark.agent;

import java.util.Map;
import java.util.TreeMap;

/**
 * One line from the driver: what to do, and with what. Written as {@code key=value} words.
 *
 * @param words {@code case} among them
 */
public record Order(Map<String, String> words) {

  /** Reads a line. */
  public static Order parse(String line) {
    Map<String, String> words = new TreeMap<>();
    for (String word : line.trim().split(" ")) {
      int sign = word.indexOf('=');
      words.put(word.substring(0, sign), word.substring(sign + 1));
    }
    return new Order(words);
  }

  /** Which case. */
  public String name() {
    return text("case");
  }

  /** How many messages. */
  public int count() {
    return Integer.parseInt(text("count"));
  }

  /** A word that must be there. */
  public String text(String key) {
    String value = words.get(key);
    if (value == null) {
      throw new IllegalArgumentException("The order %s has no word '%s'.".formatted(words, key));
    }
    return value;
  }

  /** Whether a word is there and says so. */
  public boolean is(String key) {
    return Boolean.parseBoolean(words.getOrDefault(key, "false"));
  }

  /** As a line. */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder();
    words.forEach((key, value) -> line.append(key).append('=').append(value).append(' '));
    return line.toString().trim();
  }
}
