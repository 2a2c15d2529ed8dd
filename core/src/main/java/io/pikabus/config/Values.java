package io.pikabus.config;

import io.pikabus.config.SettingSource.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The values of one source, key by key.
 *
 * @param faults takes a sentence about what is wrong; the default stands in for what cannot be read
 */
record Values(SettingSource source, Consumer<String> faults) {

  /** Keys of the runtime and of MicroProfile that may stand among ours. */
  private static final Set<String> FOREIGN =
      Set.of(
          "connector",
          "channel-name",
          "enabled",
          "concurrency",
          "broadcast",
          "merge",
          "health-enabled",
          "health-liveness-enabled",
          "health-readiness-enabled",
          "health-startup-enabled",
          "tracing-enabled");

  String prefix() {
    return source.prefix();
  }

  void rejectUnknown(Set<ConfigKey.Scope> elsewhere) {
    List<String> known = new ArrayList<>();
    for (ConfigKey<?> key : Keys.ALL) {
      if (!elsewhere.contains(key.scope())) {
        known.add(key.name());
      }
    }
    for (String name : source.names()) {
      if (!known.contains(name) && !FOREIGN.contains(name)) {
        fault("%s%s is not a key of pikabus. %s", prefix(), name, Hints.hint(name, known));
      }
    }
  }

  /** Of a key that has a default. */
  <T> T required(ConfigKey<T> key) {
    T value = optional(key);
    return value != null
        ? value
        : key.type().reader().apply(Objects.requireNonNull(key.defaultText(), key.name()));
  }

  /** Null when it is not set. */
  <T> @Nullable T optional(ConfigKey<T> key) {
    Setting setting = source.lookup().apply(key.name());
    if (setting == null) {
      return null;
    }
    String text = setting.text();
    String unusable = Unusable.describe(setting, key);
    if (text == null || unusable != null) {
      faults.accept(String.valueOf(unusable));
      return null;
    }
    try {
      return key.type().reader().apply(key.secret() ? text : text.strip());
    } catch (IllegalArgumentException unreadable) {
      faults.accept(Unusable.unfit(setting, key, text));
      return null;
    }
  }

  boolean isSet(ConfigKey<?> key) {
    return source.lookup().apply(key.name()) != null;
  }

  /** In full, where it is set: with the channel or with the connector. */
  String place(ConfigKey<?> key) {
    return Objects.requireNonNull(source.lookup().apply(key.name())).key();
  }

  void fault(String sentence, Object... parts) {
    faults.accept(sentence.formatted(parts));
  }
}
