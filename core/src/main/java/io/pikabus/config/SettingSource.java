package io.pikabus.config;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where settings stand.
 *
 * @param prefix of the keys in messages, for example {@code mp.messaging.incoming.orders.}
 * @param names all keys that stand there, without the prefix
 * @param lookup what a key was set to; null when it is not set
 */
public record SettingSource(
    String prefix, Set<String> names, Function<String, @Nullable Setting> lookup) {

  /**
   * What was written, and where.
   *
   * @param key in full, for messages
   * @param written before expressions such as <code>${NAME}</code> were resolved
   * @param text the value; null when an expression in it could not be resolved
   */
  public record Setting(String key, String written, @Nullable String text) {

    /** A setting without expressions. */
    public Setting(String key, String text) {
      this(key, text, text);
    }
  }

  /** Settings in a map, by the names of the keys alone. */
  public static SettingSource of(Map<String, String> settings) {
    return new SettingSource(
        "",
        settings.keySet(),
        name -> {
          String text = settings.get(name);
          return text == null ? null : new Setting(name, text);
        });
  }
}
