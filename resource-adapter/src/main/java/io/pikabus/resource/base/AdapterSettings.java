package io.pikabus.resource.base;

import io.pikabus.config.IncomingSettings;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.config.PayloadSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingSource.Setting;
import io.pikabus.config.SettingsReader;
import io.pikabus.config.TlsSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an instance of the adapter was configured with.
 *
 * @param sending defaults for connections
 * @param consuming defaults for endpoints
 * @param declared queues that are declared though nobody consumes them
 * @param journal the directory of the journal
 * @param commitWait how long a commit waits for the broker's confirms
 * @param secrets that nothing may show
 * @param warnings sentences about what works and should be looked at
 */
public record AdapterSettings(
    OutgoingSettings sending,
    IncomingSettings consuming,
    List<String> declared,
    PayloadSettings payload,
    Path journal,
    Duration commitWait,
    Set<String> secrets,
    Set<String> warnings) {

  /** In messages. */
  public static final String PLACE = "pikabus.rar";

  private static final String JOURNAL = "journal-directory";
  private static final String COMMIT_WAIT = "commit-wait";
  private static final Duration USUAL_WAIT = Duration.ofSeconds(2);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  /**
   * Reads them.
   *
   * @throws io.pikabus.ConfigurationException that names every fault
   */
  public static AdapterSettings read(AdapterProperties properties) {
    return read(properties.source(PLACE));
  }

  static AdapterSettings read(SettingSource source) {
    SettingsReader reader = new SettingsReader();
    OutgoingSettings sending = reader.api(source);
    IncomingSettings consuming = reader.consuming(source);
    List<String> declared = reader.declaredQueues(source);
    PayloadSettings payload = reader.payload(source);
    Path journal = journal(source, reader);
    Duration wait = commitWait(source, reader);
    reader
        .sslContexts()
        .forEach(
            (key, name) ->
                reader.fault(
                    "%s = '%s' is to name a CDI bean, and the adapter sees none. Set %1$s = %s, or name files."
                        .formatted(key, name, TlsSettings.DEFAULT_CONTEXT)));
    reader.throwFaults();
    return new AdapterSettings(
        sending, consuming, declared, payload, journal, wait, reader.secrets(), reader.warnings());
  }

  private static Path journal(SettingSource source, SettingsReader reader) {
    Setting directory = source.lookup().apply(JOURNAL);
    String text = text(directory);
    if (directory == null || text == null) {
      reader.fault(
          "%s%s is missing. Set it to a directory on a local disk that outlives the server: what is committed and not yet with the broker is kept there. No two servers may share one."
              .formatted(source.prefix(), PropertyName.of(JOURNAL)));
      return Path.of("");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException unusable) {
      reader.fault(
          "%s = '%s' cannot be used: %s. Write the path of a directory."
              .formatted(directory.key(), text, unusable.getReason()));
      return Path.of("");
    }
  }

  private static Duration commitWait(SettingSource source, SettingsReader reader) {
    Setting wait = source.lookup().apply(COMMIT_WAIT);
    String text = text(wait);
    if (wait == null || text == null) {
      return USUAL_WAIT;
    }
    try {
      Duration read = Duration.parse(text.strip());
      if (!read.isNegative() && read.compareTo(LONGEST_WAIT) <= 0) {
        return read;
      }
    } catch (DateTimeParseException unreadable) {
      // As one that is out of bounds.
    }
    reader.fault(
        "%s = '%s' cannot be used. Write an ISO-8601 duration such as PT2S, from PT0S to %s."
            .formatted(wait.key(), text, LONGEST_WAIT));
    return USUAL_WAIT;
  }

  private static @Nullable String text(@Nullable Setting setting) {
    return setting == null ? null : setting.text();
  }
}
