package io.pikabus.resource.base;

import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingSource.Setting;
import java.io.Serializable;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a JavaBean that a container configures, as texts by the connector's keys, so
 * that they are read and judged as the connector's are. A container sets them before it uses the
 * bean; called from any thread.
 */
public abstract class Properties implements Serializable {

  private static final long serialVersionUID = 1;

  private final ConcurrentMap<String, String> texts = new ConcurrentHashMap<>();

  /**
   * For setters.
   *
   * @param text null or blank for what the property is when nobody sets it: consoles know no other
   *     way to say so
   */
  protected final void set(String key, @Nullable String text) {
    if (text == null || text.isBlank()) {
      texts.remove(key);
    } else {
      texts.put(key, text);
    }
  }

  /**
   * Where the settings stand. It names no keys: a bean has no unknown ones.
   *
   * @param place for messages, such as {@code pikabus.rar}
   */
  public final SettingSource source(String place) {
    return new SettingSource(place + ": ", Set.of(), key -> setting(place, key));
  }

  /**
   * The same, with others for what is not set here.
   *
   * @param defaults the adapter's
   */
  public final SettingSource source(String place, SettingSource defaults) {
    return new SettingSource(
        place + ": ",
        Set.of(),
        key -> {
          Setting own = setting(place, key);
          return own != null ? own : defaults.lookup().apply(key);
        });
  }

  private @Nullable Setting setting(String place, String key) {
    String text = texts.get(key);
    return text == null ? null : new Setting(place + ": " + PropertyName.of(key), text);
  }

  /** Whether both have the same texts. */
  protected final boolean hasSameTexts(Properties other) {
    return texts.equals(other.texts);
  }

  /** Of the texts. */
  protected final int hashOfTexts() {
    return texts.hashCode();
  }
}
