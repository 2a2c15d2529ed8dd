package io.pikabus.config;

import java.util.stream.Collectors;

/** Writes the documentation's table of settings from the keys. */
public final class ConfigurationTable {

  private ConfigurationTable() {}

  /** A table in Markdown, a line a key. */
  public static String markdown() {
    return "| key | for | type | default | |\n| --- | --- | --- | --- | --- |\n"
        + Keys.ALL.stream().map(ConfigurationTable::row).collect(Collectors.joining());
  }

  private static String row(ConfigKey<?> key) {
    return "| `%s` | %s | %s | %s | %s |\n"
        .formatted(
            key.name(),
            key.scope().label(),
            key.type().name(),
            key.defaultText() == null ? "–" : "`" + key.defaultText() + "`",
            key.sentence());
  }
}
