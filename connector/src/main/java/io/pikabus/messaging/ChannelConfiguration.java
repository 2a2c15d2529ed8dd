package io.pikabus.messaging;

import io.pikabus.config.IncomingSettings;
import io.pikabus.config.OutboxSettings;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingSource.Setting;
import io.pikabus.config.SettingsReader;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** Reads the channels of this connector from MicroProfile Config. */
final class ChannelConfiguration {

  static final String CONNECTOR = "pikabus";

  private static final String INCOMING = "mp.messaging.incoming.";
  private static final String OUTGOING = "mp.messaging.outgoing.";
  private static final String COMMON = "mp.messaging.connector." + CONNECTOR + ".";
  private static final String SELECTOR = ".connector";

  private final Config config;

  ChannelConfiguration(Config config) {
    this.config = config;
  }

  /**
   * Reads everything once.
   *
   * @param others faults found elsewhere, to be named in the same message
   * @param sslContexts those that may be named
   * @throws io.pikabus.ConfigurationException naming every fault
   */
  void check(List<String> others, NamedSslContexts sslContexts) {
    SettingsReader reader = new SettingsReader();
    others.forEach(reader::fault);
    reader.api(source(COMMON));
    reader.outbox(source(COMMON));
    for (String channel : channels(INCOMING)) {
      reader.incoming(channel, source(INCOMING + channel + "."));
    }
    for (String channel : channels(OUTGOING)) {
      reader.outgoing(source(OUTGOING + channel + "."));
    }
    reader
        .sslContexts()
        .forEach(
            (key, name) -> {
              String fault = sslContexts.fault(key, name);
              if (fault != null) {
                reader.fault(fault);
              }
            });
    reader.throwFaults();
  }

  /** Whether there is no channel of any connector. */
  boolean isAbsent() {
    for (String name : config.getPropertyNames()) {
      if (name.startsWith(INCOMING) || name.startsWith(OUTGOING)) {
        return false;
      }
    }
    return true;
  }

  OutgoingSettings api() {
    SettingsReader reader = new SettingsReader();
    OutgoingSettings settings = reader.api(source(COMMON));
    reader.throwFaults();
    return settings;
  }

  OutboxSettings outbox() {
    SettingsReader reader = new SettingsReader();
    OutboxSettings settings = reader.outbox(source(COMMON));
    reader.throwFaults();
    return settings;
  }

  /**
   * Reads an incoming channel from what the runtime hands over for it.
   *
   * @param channelConfig by the names of the keys alone, the connector's included
   */
  static IncomingSettings incoming(String channel, Config channelConfig) {
    SettingsReader reader = new SettingsReader();
    IncomingSettings settings =
        reader.incoming(channel, handedOver(INCOMING + channel + ".", channelConfig));
    reader.throwFaults();
    return settings;
  }

  /** Reads an outgoing channel likewise. */
  static OutgoingSettings outgoing(String channel, Config channelConfig) {
    SettingsReader reader = new SettingsReader();
    OutgoingSettings settings =
        reader.outgoing(handedOver(OUTGOING + channel + ".", channelConfig));
    reader.throwFaults();
    return settings;
  }

  /** The names were checked at deployment, where their origin shows. */
  private static SettingSource handedOver(String prefix, Config channelConfig) {
    return new SettingSource(prefix, Set.of(), key -> value(channelConfig, key, prefix + key));
  }

  private SettingSource source(String prefix) {
    return new SettingSource(
        prefix,
        names(prefix),
        key -> {
          Setting own = value(config, prefix + key, prefix + key);
          return own != null ? own : value(config, COMMON + key, COMMON + key);
        });
  }

  private static @Nullable Setting value(Config config, String key, String shown) {
    return config
        .getOptionalValue(key, String.class)
        .map(text -> new Setting(shown, text))
        .orElse(null);
  }

  private Set<String> channels(String direction) {
    Set<String> channels = new TreeSet<>();
    for (String name : config.getPropertyNames()) {
      if (name.startsWith(direction)
          && name.endsWith(SELECTOR)
          && config.getOptionalValue(name, String.class).filter(CONNECTOR::equals).isPresent()) {
        channels.add(name.substring(direction.length(), name.length() - SELECTOR.length()));
      }
    }
    return channels;
  }

  private Set<String> names(String prefix) {
    Set<String> names = new LinkedHashSet<>();
    for (String name : config.getPropertyNames()) {
      if (name.startsWith(prefix) && !isFromEnvironment(name)) {
        names.add(name.substring(prefix.length()));
      }
    }
    return names;
  }

  /** A variable's name has lost its dots and hyphens; what the runtime makes of it is a guess. */
  private static boolean isFromEnvironment(String name) {
    return System.getenv(name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT)) != null;
  }
}
