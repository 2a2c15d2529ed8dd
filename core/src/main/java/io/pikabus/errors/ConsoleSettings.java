package io.pikabus.errors;

import io.pikabus.config.OutgoingSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingSource.Setting;
import io.pikabus.config.SettingsReader;
import io.pikabus.config.TlsSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the broker is, by the connector's own keys: options of the command line first, then system
 * properties, environment variables, and the file. Pure.
 *
 * @param options by the names of the keys alone
 * @param properties of the JVM
 * @param environment of the process
 * @param file as it was written: an application's {@code microprofile-config.properties}, or the
 *     names of the keys alone
 */
record ConsoleSettings(
    Map<String, String> options,
    Map<String, String> properties,
    Map<String, String> environment,
    Map<String, String> file) {

  private static final String PREFIX = "mp.messaging.connector.pikabus.";
  private static final String APPLICATION = "mp.messaging.";
  private static final Pattern EXPRESSION = Pattern.compile("\\$\\{([^${}:]+)(?::([^${}]*))?}");

  /**
   * Reads them.
   *
   * @throws io.pikabus.ConfigurationException naming every fault
   */
  OutgoingSettings read() {
    SettingsReader reader = new SettingsReader();
    Map<String, Setting> own = own();
    OutgoingSettings settings =
        reader.api(new SettingSource(PREFIX, own.keySet(), name -> setting(name, own)));
    reader
        .sslContexts()
        .forEach(
            (key, name) ->
                reader.fault(
                    "%s = '%s' names a CDI bean, and there is none on the command line. Set %1$s = %s, or name files."
                        .formatted(key, name, TlsSettings.DEFAULT_CONTEXT)));
    reader.throwFaults();
    return settings;
  }

  /** What the file says, by the names of the keys alone. */
  private Map<String, Setting> own() {
    boolean application = file.keySet().stream().anyMatch(key -> key.startsWith(APPLICATION));
    Map<String, Setting> own = new LinkedHashMap<>();
    file.forEach(
        (key, written) -> {
          if (!application) {
            own.put(key, new Setting(key, written, resolved(written)));
          } else if (key.startsWith(PREFIX)) {
            own.put(key.substring(PREFIX.length()), new Setting(key, written, resolved(written)));
          }
        });
    return own;
  }

  private @Nullable Setting setting(String name, Map<String, Setting> own) {
    String option = options.get(name);
    if (option != null) {
      return new Setting("--" + name, option);
    }
    String property = properties.get(PREFIX + name);
    if (property != null) {
      return new Setting(PREFIX + name, property);
    }
    String variable = variable(PREFIX + name);
    String value = environment.get(variable);
    return value != null ? new Setting(variable, value) : own.get(name);
  }

  /** MicroProfile Config's rule for the names of variables. */
  private static String variable(String key) {
    return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  /** Null when nothing sets what an expression names. Inner expressions are not read. */
  private @Nullable String resolved(String written) {
    Matcher expressions = EXPRESSION.matcher(written);
    StringBuilder text = new StringBuilder();
    while (expressions.find()) {
      String value = value(expressions.group(1), expressions.group(2));
      if (value == null) {
        return null;
      }
      expressions.appendReplacement(text, Matcher.quoteReplacement(value));
    }
    return expressions.appendTail(text).toString();
  }

  private @Nullable String value(String name, @Nullable String otherwise) {
    for (Map<String, String> source : List.of(properties, environment)) {
      String value = source.get(name);
      if (value != null) {
        return value;
      }
    }
    String value = environment.get(variable(name));
    return value != null ? value : otherwise;
  }
}
