package io.pikabus.config;

import io.pikabus.config.ConfigKey.Scope;
import io.pikabus.config.SettingSource.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells in which keys two incoming channels differ that are to share the consumer of their queue.
 * Pure.
 */
public final class SettingDifferences {

  /** What each of them may say for itself. */
  private static final Set<ConfigKey<?>> OWN =
      Set.of(IncomingKeys.QUEUE, IncomingKeys.TOPICS, IncomingKeys.MESSAGE_TYPES);

  private static final Set<Scope> OF_CONSUMERS =
      Set.of(Scope.CONNECTION, Scope.BUS, Scope.INCOMING);

  private SettingDifferences() {}

  /**
   * The keys by whose values they differ, however they are written; not those that cannot be used,
   * which are faults already.
   *
   * @return for each, what one says and what the other says
   */
  public static List<String> between(SettingSource one, SettingSource other) {
    List<String> differences = new ArrayList<>();
    for (ConfigKey<?> key : Keys.ALL) {
      if (OF_CONSUMERS.contains(key.scope()) && !OWN.contains(key) && differs(key, one, other)) {
        differences.add("%s, and %s".formatted(said(key, one), said(key, other)));
      }
    }
    return differences;
  }

  private static boolean differs(ConfigKey<?> key, SettingSource one, SettingSource other) {
    return isUsable(key, one)
        && isUsable(key, other)
        && !Objects.equals(value(key, one), value(key, other));
  }

  private static boolean isUsable(ConfigKey<?> key, SettingSource source) {
    return source.lookup().apply(key.name()) == null || own(key, source) != null;
  }

  private static @Nullable Object value(ConfigKey<?> key, SettingSource source) {
    Object own = own(key, source);
    String text = key.defaultText();
    return own != null || text == null ? own : key.type().reader().apply(text);
  }

  private static @Nullable Object own(ConfigKey<?> key, SettingSource source) {
    return new Values(source, fault -> {}).optional(key);
  }

  private static String said(ConfigKey<?> key, SettingSource source) {
    Setting setting = source.lookup().apply(key.name());
    if (setting != null) {
      return "%s = %s"
          .formatted(setting.key(), key.secret() ? "(hidden)" : "'" + setting.text() + "'");
    }
    return key.defaultText() == null
        ? source.prefix() + key.name() + " is not set"
        : "%s%s is not set, which is '%s'"
            .formatted(
                source.prefix(), key.name(), key.secret() ? "(the default)" : key.defaultText());
  }
}
