package io.pikabus.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pikabus.ConfigurationException;
import io.pikabus.config.SettingSource.Setting;
import java.util.List;
import java.util.Map;

/** Reads settings as a deployment would, for channels that have nothing else said of them. */
final class Reading {

  static final String INCOMING = "mp.messaging.incoming.orders.";
  static final String OUTGOING = "mp.messaging.outgoing.events.";

  private Reading() {}

  static IncomingSettings incoming(Map<String, String> settings) {
    return incoming("orders", settings);
  }

  static IncomingSettings incoming(String channel, Map<String, String> settings) {
    SettingsReader reader = new SettingsReader();
    IncomingSettings read = reader.incoming(channel, source(INCOMING, settings));
    reader.throwFaults();
    return read;
  }

  static OutgoingSettings outgoing(Map<String, String> settings) {
    SettingsReader reader = new SettingsReader();
    OutgoingSettings read = reader.outgoing(source(OUTGOING, settings));
    reader.throwFaults();
    return read;
  }

  static OutgoingSettings api(Map<String, String> settings) {
    SettingsReader reader = new SettingsReader();
    OutgoingSettings read = reader.api(SettingSource.of(settings));
    reader.throwFaults();
    return read;
  }

  static List<String> faultsOfIncoming(Map<String, String> settings) {
    return catchThrowableOfType(ConfigurationException.class, () -> incoming(settings)).faults();
  }

  static List<String> faultsOfIncoming(String channel, Map<String, String> settings) {
    return catchThrowableOfType(ConfigurationException.class, () -> incoming(channel, settings))
        .faults();
  }

  static List<String> faultsOfOutgoing(Map<String, String> settings) {
    return catchThrowableOfType(ConfigurationException.class, () -> outgoing(settings)).faults();
  }

  static SettingSource source(String prefix, Map<String, String> settings) {
    return new SettingSource(
        prefix,
        settings.keySet(),
        name -> {
          String text = settings.get(name);
          return text == null ? null : new Setting(prefix + name, text);
        });
  }
}
