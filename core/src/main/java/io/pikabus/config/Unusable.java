package io.pikabus.config;

import io.pikabus.config.SettingSource.Setting;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with a setting that is empty, cannot be resolved, or does not fit its key.
 * None of them means the default: somebody meant to set something.
 */
final class Unusable {

  private static final Pattern EXPRESSION = Pattern.compile("\\$\\{([^${}:]+)(:[^{}]*)?}");

  private Unusable() {}

  /** Null when there is a value to be read. */
  static @Nullable String describe(Setting setting, ConfigKey<?> key) {
    if (setting.text() == null) {
      return unresolved(setting, key);
    }
    if (!setting.text().isBlank()) {
      return null;
    }
    return setting.written().isBlank()
        ? "%s = %s cannot be used. Write %s, or leave the key out%s."
            .formatted(
                setting.key(), shown(setting.written(), key), key.type().remedy(), outcome(key))
        : "%s = %s cannot be used: its expression gives an empty value. Give it another value, or leave the key out%s."
            .formatted(setting.key(), shown(setting.written(), key), outcome(key));
  }

  /** The value does not fit the key. */
  static String unfit(Setting setting, ConfigKey<?> key, String text) {
    boolean direct = text.equals(setting.written()) || key.secret();
    return "%s = %s%s cannot be used. Write %s."
        .formatted(
            setting.key(),
            shown(text, key),
            direct ? "" : " (from " + shown(setting.written(), key) + ")",
            key.type().remedy());
  }

  private static String unresolved(Setting setting, ConfigKey<?> key) {
    Matcher expression = EXPRESSION.matcher(setting.written());
    if (!expression.find()) {
      return "%s = %s cannot be used: '${' begins an expression that does not end, or that names nothing. Write ${NAME}, or \\${ if you mean the characters themselves."
          .formatted(setting.key(), shown(setting.written(), key));
    }
    // A password may hold the characters of an expression: only one that is nothing else is named.
    boolean named = !key.secret() || expression.group().equals(setting.written());
    return named
        ? "%s = %s cannot be used: nothing sets %s. Set it as an environment variable, a system property or a key of MicroProfile Config, write a default as in ${%<s:default}, or leave the key out%s."
            .formatted(
                setting.key(),
                key.secret() ? "${" + expression.group(1) + "}" : shown(setting.written(), key),
                expression.group(1),
                outcome(key))
        : "%s = (hidden) cannot be used: nothing sets what an expression in it names. Set it, or write \\${ if you mean the characters themselves."
            .formatted(setting.key());
  }

  private static String outcome(ConfigKey<?> key) {
    return key.defaultText() == null || key.secret()
        ? ""
        : " to have the default, '" + key.defaultText() + "'";
  }

  private static String shown(String text, ConfigKey<?> key) {
    return key.secret() ? "(hidden)" : "'" + withoutCredentials(text) + "'";
  }

  /** Somebody may have written a URL where a host is meant. */
  private static String withoutCredentials(String text) {
    return text.replaceAll("[^,\\s]*@", "(hidden)@");
  }
}
